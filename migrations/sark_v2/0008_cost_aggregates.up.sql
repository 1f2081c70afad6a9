-- requires: timescale_license
-- S000-CAGG-01, -02. WITH NO DATA, because a continuous aggregate cannot be filled inside a
-- transaction (E-11), and not materialized_only, so that the hours since the last refresh are seen.
CREATE MATERIALIZED VIEW sark_v2.hourly_cost_by_principal
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT
    principal_id,
    time_bucket(interval '1 hour', "timestamp") AS hour,
    sum(actual_cost) AS total_cost,
    count(*) AS invocations
FROM sark_v2.cost_tracking
GROUP BY principal_id, time_bucket(interval '1 hour', "timestamp")
WITH NO DATA;

CREATE MATERIALIZED VIEW sark_v2.daily_cost_summary
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT
    time_bucket(interval '1 day', "timestamp") AS day,
    principal_id,
    resource_id,
    sum(actual_cost) AS total_cost,
    count(*) AS invocations
FROM sark_v2.cost_tracking
GROUP BY time_bucket(interval '1 day', "timestamp"), principal_id, resource_id
WITH NO DATA;

SELECT add_continuous_aggregate_policy('sark_v2.daily_cost_summary',
                                       start_offset => interval '3 days',
                                       end_offset => interval '1 hour',
                                       schedule_interval => interval '1 hour');

-- Brings every summary up to date. Call it outside a transaction.
CREATE PROCEDURE sark_v2.refresh_summaries() LANGUAGE plpgsql AS $procedure$
BEGIN
    REFRESH MATERIALIZED VIEW sark_v2.mv_protocol_stats;
    COMMIT;
    CALL refresh_continuous_aggregate('sark_v2.hourly_cost_by_principal', NULL, NULL);
    CALL refresh_continuous_aggregate('sark_v2.daily_cost_summary', NULL, NULL);
END
$procedure$;
