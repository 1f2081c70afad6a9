DROP PROCEDURE sark_api.refresh_summaries();
DROP MATERIALIZED VIEW sark_api.audit_events_hourly;
