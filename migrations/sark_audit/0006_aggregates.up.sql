-- requires: timescale_license
-- S001-CAGG-01..03. hourly_audit_summary and daily_policy_stats stand in the seed's diagram only
-- and are defined here (X-10): events by type and status, and the hourly statistics by day.
-- WITH NO DATA, because a continuous aggregate cannot be filled inside a transaction (E-11), and
-- not materialized_only, so that the hours since the last refresh are seen.
CREATE MATERIALIZED VIEW sark_audit.hourly_policy_stats
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT
    time_bucket(interval '1 hour', "time") AS hour,
    policy_name,
    count(*) AS total_evaluations,
    sum(CASE WHEN decision THEN 1 ELSE 0 END) AS allowed,
    sum(CASE WHEN NOT decision THEN 1 ELSE 0 END) AS denied,
    sum(CASE WHEN cache_hit THEN 1 ELSE 0 END) AS cache_hits,
    avg(duration_ms) AS avg_duration_ms,
    max(duration_ms) AS max_duration_ms
FROM sark_audit.policy_evaluations
GROUP BY time_bucket(interval '1 hour', "time"), policy_name
WITH NO DATA;

CREATE MATERIALIZED VIEW sark_audit.hourly_api_metrics
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT
    time_bucket(interval '1 hour', "time") AS hour,
    count(*) AS total_requests,
    avg(duration_ms) AS avg_duration,
    max(duration_ms) AS max_duration,
    sum(CASE WHEN status >= 500 THEN 1 ELSE 0 END) AS error_count
FROM sark_audit.api_logs
GROUP BY time_bucket(interval '1 hour', "time")
WITH NO DATA;

CREATE MATERIALIZED VIEW sark_audit.hourly_audit_summary
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT
    time_bucket(interval '1 hour', "time") AS hour,
    event_type,
    status,
    count(*) AS event_count
FROM sark_audit.audit_events
GROUP BY time_bucket(interval '1 hour', "time"), event_type, status
WITH NO DATA;

CREATE MATERIALIZED VIEW sark_audit.daily_policy_stats
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT
    time_bucket(interval '1 day', hour) AS day,
    policy_name,
    sum(total_evaluations) AS total_evaluations,
    sum(allowed) AS allowed,
    sum(denied) AS denied,
    sum(cache_hits) AS cache_hits,
    sum(avg_duration_ms * total_evaluations) / sum(total_evaluations) AS avg_duration_ms,
    max(max_duration_ms) AS max_duration_ms
FROM sark_audit.hourly_policy_stats
GROUP BY time_bucket(interval '1 day', hour), policy_name
WITH NO DATA;

SELECT add_continuous_aggregate_policy('sark_audit.hourly_policy_stats',
                                       start_offset => interval '3 hours',
                                       end_offset => interval '1 hour',
                                       schedule_interval => interval '1 hour');
SELECT add_continuous_aggregate_policy('sark_audit.hourly_api_metrics',
                                       start_offset => interval '3 hours',
                                       end_offset => interval '1 hour',
                                       schedule_interval => interval '1 hour');
SELECT add_continuous_aggregate_policy('sark_audit.hourly_audit_summary',
                                       start_offset => interval '3 hours',
                                       end_offset => interval '1 hour',
                                       schedule_interval => interval '1 hour');
SELECT add_continuous_aggregate_policy('sark_audit.daily_policy_stats',
                                       start_offset => interval '3 days',
                                       end_offset => interval '1 hour',
                                       schedule_interval => interval '1 hour');

-- Brings every summary up to date. Call it outside a transaction.
CREATE PROCEDURE sark_audit.refresh_summaries() LANGUAGE plpgsql AS $procedure$
BEGIN
    CALL refresh_continuous_aggregate('sark_audit.hourly_policy_stats', NULL, NULL);
    CALL refresh_continuous_aggregate('sark_audit.hourly_api_metrics', NULL, NULL);
    CALL refresh_continuous_aggregate('sark_audit.hourly_audit_summary', NULL, NULL);
    CALL refresh_continuous_aggregate('sark_audit.daily_policy_stats', NULL, NULL);
END
$procedure$;
