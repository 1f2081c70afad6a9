DROP FUNCTION sark_api.apply_retention(date);
DROP FUNCTION sark_api.ensure_partitions(date, date);
ALTER TABLE sark_api.audit_events RENAME TO audit_events_hypertable;
CREATE TABLE sark_api.audit_events
    (LIKE sark_api.audit_events_hypertable INCLUDING ALL EXCLUDING INDEXES);
DROP TABLE sark_api.audit_events_hypertable;
