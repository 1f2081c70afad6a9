SELECT remove_retention_policy('sark_audit.audit_events', if_exists => true);
SELECT remove_compression_policy('sark_audit.audit_events', if_exists => true);
