-- unless: timescale_license
-- S003-CAGG-01 as an ordinary materialized view with date_bin() (E-24). It holds what the last
-- refresh_summaries() saw: call it on a schedule ("sark-bench db maintain").
CREATE MATERIALIZED VIEW sark_api.audit_events_hourly AS
SELECT
    date_bin(interval '1 hour', "timestamp", timestamptz '2000-01-01 00:00+00') AS hour,
    user_id,
    event_type,
    count(*) AS event_count
FROM sark_api.audit_events
GROUP BY 1, 2, 3;
CREATE UNIQUE INDEX audit_events_hourly_key
    ON sark_api.audit_events_hourly (user_id, event_type, hour);

-- Brings the summary up to date; readers are not blocked.
CREATE PROCEDURE sark_api.refresh_summaries() LANGUAGE plpgsql AS $procedure$
BEGIN
    REFRESH MATERIALIZED VIEW CONCURRENTLY sark_api.audit_events_hourly;
END
$procedure$;
