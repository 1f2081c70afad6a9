DROP FUNCTION sark_audit.ensure_partitions(date, date);
ALTER TABLE sark_audit.audit_events RENAME TO audit_events_hypertable;
CREATE TABLE sark_audit.audit_events
    (LIKE sark_audit.audit_events_hypertable INCLUDING ALL EXCLUDING INDEXES);
DROP TABLE sark_audit.audit_events_hypertable;
ALTER TABLE sark_audit.policy_evaluations RENAME TO policy_evaluations_hypertable;
CREATE TABLE sark_audit.policy_evaluations
    (LIKE sark_audit.policy_evaluations_hypertable INCLUDING ALL EXCLUDING INDEXES);
DROP TABLE sark_audit.policy_evaluations_hypertable;
