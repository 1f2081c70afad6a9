DROP PROCEDURE sark_audit.refresh_summaries();
DROP MATERIALIZED VIEW sark_audit.daily_policy_stats;
DROP MATERIALIZED VIEW sark_audit.hourly_audit_summary;
DROP MATERIALIZED VIEW sark_audit.hourly_api_metrics;
DROP MATERIALIZED VIEW sark_audit.hourly_policy_stats;
