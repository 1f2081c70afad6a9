-- requires: timescaledb
-- Per-system values as the seeds write them (X-08). Policies and compression exist only under the
-- Timescale licence; an Apache build keeps plain hypertables.
DO $do$
BEGIN
    IF current_setting('timescaledb.license', true) IS DISTINCT FROM 'timescale' THEN
        RETURN;
    END IF;
    ALTER TABLE sark_audit.audit_events SET (
        timescaledb.compress,
        timescaledb.compress_segmentby = 'event_type, user_id',
        timescaledb.compress_orderby = 'time DESC');
    PERFORM add_compression_policy('sark_audit.audit_events',
                                   interval '7 days', if_not_exists => true);
    PERFORM add_retention_policy('sark_audit.audit_events',
                                 interval '90 days', if_not_exists => true);
END
$do$;
