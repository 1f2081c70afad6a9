DROP FUNCTION sark_audit.ensure_partitions(date, date);
ALTER TABLE sark_audit.audit_events RENAME TO audit_events_partitioned;
CREATE TABLE sark_audit.audit_events (LIKE sark_audit.audit_events_partitioned INCLUDING ALL);
DROP TABLE sark_audit.audit_events_partitioned;
ALTER TABLE sark_audit.policy_evaluations RENAME TO policy_evaluations_partitioned;
CREATE TABLE sark_audit.policy_evaluations
    (LIKE sark_audit.policy_evaluations_partitioned INCLUDING ALL);
DROP TABLE sark_audit.policy_evaluations_partitioned;
