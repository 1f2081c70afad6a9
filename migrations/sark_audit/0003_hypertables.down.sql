DROP FUNCTION sark_audit.apply_retention(date);
DROP FUNCTION sark_audit.ensure_partitions(date, date);
ALTER TABLE sark_audit.audit_events RENAME TO audit_events_hypertable;
CREATE TABLE sark_audit.audit_events
    (LIKE sark_audit.audit_events_hypertable INCLUDING ALL EXCLUDING INDEXES);
DROP TABLE sark_audit.audit_events_hypertable;
ALTER TABLE sark_audit.policy_evaluations RENAME TO policy_evaluations_hypertable;
CREATE TABLE sark_audit.policy_evaluations
    (LIKE sark_audit.policy_evaluations_hypertable INCLUDING ALL EXCLUDING INDEXES);
DROP TABLE sark_audit.policy_evaluations_hypertable;
ALTER TABLE sark_audit.siem_events RENAME TO siem_events_hypertable;
CREATE TABLE sark_audit.siem_events
    (LIKE sark_audit.siem_events_hypertable INCLUDING ALL EXCLUDING INDEXES);
DROP TABLE sark_audit.siem_events_hypertable;
ALTER TABLE sark_audit.metrics RENAME TO metrics_hypertable;
CREATE TABLE sark_audit.metrics
    (LIKE sark_audit.metrics_hypertable INCLUDING ALL EXCLUDING INDEXES);
DROP TABLE sark_audit.metrics_hypertable;
ALTER TABLE sark_audit.api_logs RENAME TO api_logs_hypertable;
CREATE TABLE sark_audit.api_logs
    (LIKE sark_audit.api_logs_hypertable INCLUDING ALL EXCLUDING INDEXES);
DROP TABLE sark_audit.api_logs_hypertable;
ALTER TABLE sark_audit.high_volume_metrics RENAME TO high_volume_metrics_hypertable;
CREATE TABLE sark_audit.high_volume_metrics
    (LIKE sark_audit.high_volume_metrics_hypertable INCLUDING ALL EXCLUDING INDEXES);
DROP TABLE sark_audit.high_volume_metrics_hypertable;
ALTER TABLE sark_audit.low_volume_metrics RENAME TO low_volume_metrics_hypertable;
CREATE TABLE sark_audit.low_volume_metrics
    (LIKE sark_audit.low_volume_metrics_hypertable INCLUDING ALL EXCLUDING INDEXES);
DROP TABLE sark_audit.low_volume_metrics_hypertable;
