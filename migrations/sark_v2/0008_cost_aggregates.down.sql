DROP PROCEDURE sark_v2.refresh_summaries();
DROP MATERIALIZED VIEW sark_v2.daily_cost_summary;
DROP MATERIALIZED VIEW sark_v2.hourly_cost_by_principal;
