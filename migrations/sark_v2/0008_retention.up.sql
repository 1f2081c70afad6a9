-- requires: timescaledb
-- Per-system values as the seeds write them (X-08). Policies and compression exist only under the
-- Timescale licence; an Apache build keeps plain hypertables.
DO $do$
BEGIN
    IF current_setting('timescaledb.license', true) IS DISTINCT FROM 'timescale' THEN
        RETURN;
    END IF;
    PERFORM add_retention_policy('sark_v2.audit_events',
                                 interval '730 days', if_not_exists => true);
    ALTER TABLE sark_v2.cost_tracking SET (
        timescaledb.compress,
        timescaledb.compress_segmentby = 'principal_id, resource_id');
    PERFORM add_compression_policy('sark_v2.cost_tracking',
                                   interval '30 days', if_not_exists => true);
    PERFORM add_retention_policy('sark_v2.cost_tracking',
                                 interval '365 days', if_not_exists => true);
END
$do$;
