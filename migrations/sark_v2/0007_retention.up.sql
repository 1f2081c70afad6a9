-- requires: timescale_license
-- S000-TS-01, -02: values as the seed writes them (X-08). Policies and compression exist only under
-- the Timescale licence; an Apache build keeps plain hypertables and apply_retention().
SELECT add_retention_policy('sark_v2.audit_events', interval '730 days', if_not_exists => true);
ALTER TABLE sark_v2.cost_tracking SET (
    timescaledb.compress,
    timescaledb.compress_segmentby = 'principal_id, resource_id');
SELECT add_compression_policy('sark_v2.cost_tracking', interval '30 days', if_not_exists => true);
SELECT add_retention_policy('sark_v2.cost_tracking', interval '365 days', if_not_exists => true);
