DROP TABLE sark_audit.low_volume_metrics;
DROP TABLE sark_audit.high_volume_metrics;
DROP TABLE sark_audit.api_logs;
DROP TABLE sark_audit.metrics;
DROP TABLE sark_audit.siem_events;
DROP TABLE sark_audit.policy_evaluations;
DROP TABLE sark_audit.audit_events;
DROP SCHEMA sark_audit;
