DROP TABLE sark_audit.policy_evaluations;
DROP TABLE sark_audit.audit_events;
DROP SCHEMA sark_audit;
