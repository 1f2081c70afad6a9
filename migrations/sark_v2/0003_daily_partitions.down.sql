DROP FUNCTION sark_v2.apply_retention(date);
DROP FUNCTION sark_v2.ensure_partitions(date, date);
ALTER TABLE sark_v2.audit_events RENAME TO audit_events_partitioned;
CREATE TABLE sark_v2.audit_events (LIKE sark_v2.audit_events_partitioned INCLUDING ALL);
DROP TABLE sark_v2.audit_events_partitioned;
ALTER TABLE sark_v2.cost_tracking RENAME TO cost_tracking_partitioned;
CREATE TABLE sark_v2.cost_tracking (LIKE sark_v2.cost_tracking_partitioned INCLUDING ALL);
DROP TABLE sark_v2.cost_tracking_partitioned;
