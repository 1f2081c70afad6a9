-- unless: timescale_license
-- S001-CAGG-01..03. hourly_audit_summary and daily_policy_stats stand in the seed's diagram only
-- and are defined here (X-10): events by type and status, and the hourly statistics by day.
-- Ordinary materialized views with date_bin() (E-24): they hold what the last refresh_summaries()
-- saw; call it on a schedule ("sark-bench db maintain").
CREATE MATERIALIZED VIEW sark_audit.hourly_policy_stats AS
SELECT
    date_bin(interval '1 hour', "time", timestamptz '2000-01-01 00:00+00') AS hour,
    policy_name,
    count(*) AS total_evaluations,
    sum(CASE WHEN decision THEN 1 ELSE 0 END) AS allowed,
    sum(CASE WHEN NOT decision THEN 1 ELSE 0 END) AS denied,
    sum(CASE WHEN cache_hit THEN 1 ELSE 0 END) AS cache_hits,
    avg(duration_ms) AS avg_duration_ms,
    max(duration_ms) AS max_duration_ms
FROM sark_audit.policy_evaluations
GROUP BY 1, 2;
CREATE UNIQUE INDEX hourly_policy_stats_key
    ON sark_audit.hourly_policy_stats (policy_name, hour);

CREATE MATERIALIZED VIEW sark_audit.hourly_api_metrics AS
SELECT
    date_bin(interval '1 hour', "time", timestamptz '2000-01-01 00:00+00') AS hour,
    count(*) AS total_requests,
    avg(duration_ms) AS avg_duration,
    max(duration_ms) AS max_duration,
    sum(CASE WHEN status >= 500 THEN 1 ELSE 0 END) AS error_count
FROM sark_audit.api_logs
GROUP BY 1;
CREATE UNIQUE INDEX hourly_api_metrics_key
    ON sark_audit.hourly_api_metrics (hour);

CREATE MATERIALIZED VIEW sark_audit.hourly_audit_summary AS
SELECT
    date_bin(interval '1 hour', "time", timestamptz '2000-01-01 00:00+00') AS hour,
    event_type,
    status,
    count(*) AS event_count
FROM sark_audit.audit_events
GROUP BY 1, 2, 3;
CREATE UNIQUE INDEX hourly_audit_summary_key
    ON sark_audit.hourly_audit_summary (event_type, status, hour);

CREATE MATERIALIZED VIEW sark_audit.daily_policy_stats AS
SELECT
    date_bin(interval '1 day', hour, timestamptz '2000-01-01 00:00+00') AS day,
    policy_name,
    sum(total_evaluations) AS total_evaluations,
    sum(allowed) AS allowed,
    sum(denied) AS denied,
    sum(cache_hits) AS cache_hits,
    sum(avg_duration_ms * total_evaluations) / sum(total_evaluations) AS avg_duration_ms,
    max(max_duration_ms) AS max_duration_ms
FROM sark_audit.hourly_policy_stats
GROUP BY 1, 2;
CREATE UNIQUE INDEX daily_policy_stats_key
    ON sark_audit.daily_policy_stats (policy_name, day);

-- Brings every summary up to date; readers are not blocked.
CREATE PROCEDURE sark_audit.refresh_summaries() LANGUAGE plpgsql AS $procedure$
BEGIN
    REFRESH MATERIALIZED VIEW CONCURRENTLY sark_audit.hourly_policy_stats;
    REFRESH MATERIALIZED VIEW CONCURRENTLY sark_audit.hourly_api_metrics;
    REFRESH MATERIALIZED VIEW CONCURRENTLY sark_audit.hourly_audit_summary;
    REFRESH MATERIALIZED VIEW CONCURRENTLY sark_audit.daily_policy_stats;
END
$procedure$;
