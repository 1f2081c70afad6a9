DROP MATERIALIZED VIEW sark_v2.mv_protocol_stats;
