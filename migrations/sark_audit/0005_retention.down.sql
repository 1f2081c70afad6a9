DO $do$
BEGIN
    IF current_setting('timescaledb.license', true) IS DISTINCT FROM 'timescale' THEN
        RETURN;
    END IF;
    PERFORM remove_retention_policy('sark_audit.audit_events', if_exists => true);
    PERFORM remove_compression_policy('sark_audit.audit_events', if_exists => true);
END
$do$;
