-- unless: timescaledb
-- Native RANGE partitions by UTC day, made on demand by ensure_partitions(); what falls outside
-- them lands in the DEFAULT partition, so no insert ever fails for want of one. The seed's chunks
-- of an hour or a week (S001-TBL-06, -08) are days here: a partition costs more than a chunk.
ALTER TABLE sark_audit.audit_events RENAME TO audit_events_columns;
CREATE TABLE sark_audit.audit_events (LIKE sark_audit.audit_events_columns INCLUDING ALL)
    PARTITION BY RANGE ("time");
DROP TABLE sark_audit.audit_events_columns;
CREATE TABLE sark_audit.audit_events_default PARTITION OF sark_audit.audit_events DEFAULT
    WITH (autovacuum_vacuum_scale_factor = 0.05);

ALTER TABLE sark_audit.policy_evaluations RENAME TO policy_evaluations_columns;
CREATE TABLE sark_audit.policy_evaluations
    (LIKE sark_audit.policy_evaluations_columns INCLUDING ALL)
    PARTITION BY RANGE ("time");
DROP TABLE sark_audit.policy_evaluations_columns;
CREATE TABLE sark_audit.policy_evaluations_default
    PARTITION OF sark_audit.policy_evaluations DEFAULT
    WITH (autovacuum_vacuum_scale_factor = 0.05);

ALTER TABLE sark_audit.siem_events RENAME TO siem_events_columns;
CREATE TABLE sark_audit.siem_events (LIKE sark_audit.siem_events_columns INCLUDING ALL)
    PARTITION BY RANGE ("time");
DROP TABLE sark_audit.siem_events_columns;
CREATE TABLE sark_audit.siem_events_default PARTITION OF sark_audit.siem_events DEFAULT
    WITH (autovacuum_vacuum_scale_factor = 0.05);

ALTER TABLE sark_audit.metrics RENAME TO metrics_columns;
CREATE TABLE sark_audit.metrics (LIKE sark_audit.metrics_columns INCLUDING ALL)
    PARTITION BY RANGE ("time");
DROP TABLE sark_audit.metrics_columns;
CREATE TABLE sark_audit.metrics_default PARTITION OF sark_audit.metrics DEFAULT
    WITH (autovacuum_vacuum_scale_factor = 0.05);

ALTER TABLE sark_audit.api_logs RENAME TO api_logs_columns;
CREATE TABLE sark_audit.api_logs (LIKE sark_audit.api_logs_columns INCLUDING ALL)
    PARTITION BY RANGE ("time");
DROP TABLE sark_audit.api_logs_columns;
CREATE TABLE sark_audit.api_logs_default PARTITION OF sark_audit.api_logs DEFAULT
    WITH (autovacuum_vacuum_scale_factor = 0.05);

ALTER TABLE sark_audit.high_volume_metrics RENAME TO high_volume_metrics_columns;
CREATE TABLE sark_audit.high_volume_metrics
    (LIKE sark_audit.high_volume_metrics_columns INCLUDING ALL)
    PARTITION BY RANGE ("time");
DROP TABLE sark_audit.high_volume_metrics_columns;
CREATE TABLE sark_audit.high_volume_metrics_default
    PARTITION OF sark_audit.high_volume_metrics DEFAULT
    WITH (autovacuum_vacuum_scale_factor = 0.05);

ALTER TABLE sark_audit.low_volume_metrics RENAME TO low_volume_metrics_columns;
CREATE TABLE sark_audit.low_volume_metrics
    (LIKE sark_audit.low_volume_metrics_columns INCLUDING ALL)
    PARTITION BY RANGE ("time");
DROP TABLE sark_audit.low_volume_metrics_columns;
CREATE TABLE sark_audit.low_volume_metrics_default
    PARTITION OF sark_audit.low_volume_metrics DEFAULT
    WITH (autovacuum_vacuum_scale_factor = 0.05);

-- Creates the missing partitions for the UTC days from_day..to_day, both included, and moves there
-- what had landed in DEFAULT. Returns how many it made.
CREATE FUNCTION sark_audit.ensure_partitions(from_day date, to_day date) RETURNS integer
LANGUAGE plpgsql
SET timezone TO 'UTC'
AS $function$
DECLARE
    parent      text;
    time_column text;
    day         date;
    child       text;
    made        integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('sark_audit.ensure_partitions'));
    FOR parent, time_column IN
        VALUES ('audit_events', 'time'),
               ('policy_evaluations', 'time'),
               ('siem_events', 'time'),
               ('metrics', 'time'),
               ('api_logs', 'time'),
               ('high_volume_metrics', 'time'),
               ('low_volume_metrics', 'time')
    LOOP
        FOR day IN SELECT generate_series(from_day, to_day, interval '1 day')::date LOOP
            child := parent || to_char(day, '_YYYYMMDD');
            CONTINUE WHEN to_regclass('sark_audit.' || child) IS NOT NULL;
            EXECUTE format('LOCK TABLE sark_audit.%I IN ACCESS EXCLUSIVE MODE',
                           parent || '_default');
            EXECUTE format('CREATE TABLE sark_audit.%I (LIKE sark_audit.%I INCLUDING DEFAULTS '
                           'INCLUDING CONSTRAINTS) WITH (autovacuum_vacuum_scale_factor = 0.05)',
                           child, parent);
            EXECUTE format('WITH moved AS (DELETE FROM sark_audit.%I WHERE %I >= %L AND %I < %L '
                           'RETURNING *) INSERT INTO sark_audit.%I SELECT * FROM moved',
                           parent || '_default', time_column, day, time_column, day + 1, child);
            EXECUTE format('ALTER TABLE sark_audit.%I ATTACH PARTITION sark_audit.%I '
                           'FOR VALUES FROM (%L) TO (%L)', parent, child, day, day + 1);
            made := made + 1;
        END LOOP;
    END LOOP;
    RETURN made;
END
$function$;

-- Drops the days beyond the retention that the seed gives, as its policies would. Returns how many
-- partitions went.
CREATE FUNCTION sark_audit.apply_retention(today date) RETURNS integer
LANGUAGE plpgsql
SET timezone TO 'UTC'
AS $function$
DECLARE
    parent      text;
    time_column text;
    keep_days   integer;
    child       text;
    dropped     integer := 0;
BEGIN
    FOR parent, time_column, keep_days IN VALUES ('audit_events', 'time', 90) LOOP
        FOR child IN
            SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            WHERE inhparent = format('sark_audit.%I', parent)::regclass
              AND relname < parent || to_char(today - keep_days, '_YYYYMMDD')
              AND relname ~ '_[0-9]{8}$'
        LOOP
            EXECUTE format('DROP TABLE sark_audit.%I', child);
            dropped := dropped + 1;
        END LOOP;
        EXECUTE format('DELETE FROM sark_audit.%I WHERE %I < %L', parent || '_default', time_column,
                       today - keep_days);
    END LOOP;
    RETURN dropped;
END
$function$;
