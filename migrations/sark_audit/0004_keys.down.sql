ALTER TABLE sark_audit.api_logs DROP CONSTRAINT api_logs_pkey;
ALTER TABLE sark_audit.siem_events DROP CONSTRAINT siem_events_pkey;
ALTER TABLE sark_audit.policy_evaluations DROP CONSTRAINT policy_evaluations_pkey;
ALTER TABLE sark_audit.audit_events DROP CONSTRAINT audit_events_pkey;
