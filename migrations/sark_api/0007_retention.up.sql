-- requires: timescale_license
-- S003-TS-01: values as the seed writes them (X-08). Policies and compression exist only under the
-- Timescale licence; an Apache build keeps plain hypertables and apply_retention().
ALTER TABLE sark_api.audit_events SET (
    timescaledb.compress,
    timescaledb.compress_segmentby = 'user_id, event_type');
SELECT add_compression_policy('sark_api.audit_events', interval '7 days', if_not_exists => true);
SELECT add_retention_policy('sark_api.audit_events', interval '90 days', if_not_exists => true);
