-- requires: timescale_license
-- S001-TS-01: values as the seed writes them (X-08). Policies and compression exist only under the
-- Timescale licence; an Apache build keeps plain hypertables and apply_retention().
ALTER TABLE sark_audit.audit_events SET (
    timescaledb.compress,
    timescaledb.compress_segmentby = 'event_type, user_id',
    timescaledb.compress_orderby = 'time DESC');
SELECT add_compression_policy('sark_audit.audit_events', interval '7 days', if_not_exists => true);
SELECT add_retention_policy('sark_audit.audit_events', interval '90 days', if_not_exists => true);
