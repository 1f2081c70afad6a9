SELECT remove_retention_policy('sark_v2.audit_events', if_exists => true);
SELECT remove_retention_policy('sark_v2.cost_tracking', if_exists => true);
SELECT remove_compression_policy('sark_v2.cost_tracking', if_exists => true);
