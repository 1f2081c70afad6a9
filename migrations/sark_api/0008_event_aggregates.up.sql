-- requires: timescale_license
-- S003-CAGG-01. WITH NO DATA, because a continuous aggregate cannot be filled inside a transaction
-- (E-11), and not materialized_only, so that the hours since the last refresh are seen.
CREATE MATERIALIZED VIEW sark_api.audit_events_hourly
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT
    time_bucket(interval '1 hour', "timestamp") AS hour,
    user_id,
    event_type,
    count(*) AS event_count
FROM sark_api.audit_events
GROUP BY time_bucket(interval '1 hour', "timestamp"), user_id, event_type
WITH NO DATA;

SELECT add_continuous_aggregate_policy('sark_api.audit_events_hourly',
                                       start_offset => interval '3 hours',
                                       end_offset => interval '1 hour',
                                       schedule_interval => interval '1 hour');

-- Brings the summary up to date. Call it outside a transaction.
CREATE PROCEDURE sark_api.refresh_summaries() LANGUAGE plpgsql AS $procedure$
BEGIN
    CALL refresh_continuous_aggregate('sark_api.audit_events_hourly', NULL, NULL);
END
$procedure$;
