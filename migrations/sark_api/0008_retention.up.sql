-- requires: timescaledb
-- Per-system values as the seeds write them (X-08). Policies and compression exist only under the
-- Timescale licence; an Apache build keeps plain hypertables.
DO $do$
BEGIN
    IF current_setting('timescaledb.license', true) IS DISTINCT FROM 'timescale' THEN
        RETURN;
    END IF;
    ALTER TABLE sark_api.audit_events SET (
        timescaledb.compress,
        timescaledb.compress_segmentby = 'user_id, event_type');
    PERFORM add_compression_policy('sark_api.audit_events',
                                   interval '7 days', if_not_exists => true);
    PERFORM add_retention_policy('sark_api.audit_events',
                                 interval '90 days', if_not_exists => true);
END
$do$;
