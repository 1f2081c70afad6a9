-- unless: timescale_license
-- S000-CAGG-01, -02 as ordinary materialized views with date_bin() (E-24). They hold what the last
-- refresh_summaries() saw: call it on a schedule ("sark-bench db maintain").
CREATE MATERIALIZED VIEW sark_v2.hourly_cost_by_principal AS
SELECT
    principal_id,
    date_bin(interval '1 hour', "timestamp", timestamptz '2000-01-01 00:00+00') AS hour,
    sum(actual_cost) AS total_cost,
    count(*) AS invocations
FROM sark_v2.cost_tracking
GROUP BY 1, 2;
CREATE UNIQUE INDEX hourly_cost_by_principal_key
    ON sark_v2.hourly_cost_by_principal (principal_id, hour);

CREATE MATERIALIZED VIEW sark_v2.daily_cost_summary AS
SELECT
    date_bin(interval '1 day', "timestamp", timestamptz '2000-01-01 00:00+00') AS day,
    principal_id,
    resource_id,
    sum(actual_cost) AS total_cost,
    count(*) AS invocations
FROM sark_v2.cost_tracking
GROUP BY 1, 2, 3;
CREATE UNIQUE INDEX daily_cost_summary_key
    ON sark_v2.daily_cost_summary (principal_id, resource_id, day);

-- Brings every summary up to date; readers are not blocked.
CREATE PROCEDURE sark_v2.refresh_summaries() LANGUAGE plpgsql AS $procedure$
BEGIN
    REFRESH MATERIALIZED VIEW CONCURRENTLY sark_v2.mv_protocol_stats;
    REFRESH MATERIALIZED VIEW CONCURRENTLY sark_v2.hourly_cost_by_principal;
    REFRESH MATERIALIZED VIEW CONCURRENTLY sark_v2.daily_cost_summary;
END
$procedure$;
