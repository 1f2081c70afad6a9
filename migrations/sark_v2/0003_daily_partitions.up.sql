-- unless: timescaledb
-- Native RANGE partitions by UTC day, made on demand by ensure_partitions(); what falls outside
-- them lands in the DEFAULT partition, so no insert ever fails for want of one.
ALTER TABLE sark_v2.audit_events RENAME TO audit_events_columns;
CREATE TABLE sark_v2.audit_events (LIKE sark_v2.audit_events_columns INCLUDING ALL)
    PARTITION BY RANGE ("timestamp");
DROP TABLE sark_v2.audit_events_columns;
CREATE TABLE sark_v2.audit_events_default PARTITION OF sark_v2.audit_events DEFAULT
    WITH (autovacuum_vacuum_scale_factor = 0.05);

ALTER TABLE sark_v2.cost_tracking RENAME TO cost_tracking_columns;
CREATE TABLE sark_v2.cost_tracking (LIKE sark_v2.cost_tracking_columns INCLUDING ALL)
    PARTITION BY RANGE ("timestamp");
DROP TABLE sark_v2.cost_tracking_columns;
CREATE TABLE sark_v2.cost_tracking_default PARTITION OF sark_v2.cost_tracking DEFAULT
    WITH (autovacuum_vacuum_scale_factor = 0.05);

-- Creates the missing partitions for the UTC days from_day..to_day, both included, and moves there
-- what had landed in DEFAULT. Returns how many it made.
CREATE FUNCTION sark_v2.ensure_partitions(from_day date, to_day date) RETURNS integer
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
    PERFORM pg_advisory_xact_lock(hashtext('sark_v2.ensure_partitions'));
    FOR parent, time_column IN
        VALUES ('audit_events', 'timestamp'), ('cost_tracking', 'timestamp')
    LOOP
        FOR day IN SELECT generate_series(from_day, to_day, interval '1 day')::date LOOP
            child := parent || to_char(day, '_YYYYMMDD');
            CONTINUE WHEN to_regclass('sark_v2.' || child) IS NOT NULL;
            EXECUTE format('LOCK TABLE sark_v2.%I IN ACCESS EXCLUSIVE MODE', parent || '_default');
            EXECUTE format('CREATE TABLE sark_v2.%I (LIKE sark_v2.%I INCLUDING DEFAULTS '
                           'INCLUDING CONSTRAINTS) WITH (autovacuum_vacuum_scale_factor = 0.05)',
                           child, parent);
            EXECUTE format('WITH moved AS (DELETE FROM sark_v2.%I WHERE %I >= %L AND %I < %L '
                           'RETURNING *) INSERT INTO sark_v2.%I SELECT * FROM moved',
                           parent || '_default', time_column, day, time_column, day + 1, child);
            EXECUTE format('ALTER TABLE sark_v2.%I ATTACH PARTITION sark_v2.%I '
                           'FOR VALUES FROM (%L) TO (%L)', parent, child, day, day + 1);
            made := made + 1;
        END LOOP;
    END LOOP;
    RETURN made;
END
$function$;

-- Drops the days beyond the retention that the seed gives, as its policies would. Returns how many
-- partitions went.
CREATE FUNCTION sark_v2.apply_retention(today date) RETURNS integer
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
    FOR parent, time_column, keep_days IN
        VALUES ('audit_events', 'timestamp', 730), ('cost_tracking', 'timestamp', 365)
    LOOP
        FOR child IN
            SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            WHERE inhparent = format('sark_v2.%I', parent)::regclass
              AND relname < parent || to_char(today - keep_days, '_YYYYMMDD')
              AND relname ~ '_[0-9]{8}$'
        LOOP
            EXECUTE format('DROP TABLE sark_v2.%I', child);
            dropped := dropped + 1;
        END LOOP;
        EXECUTE format('DELETE FROM sark_v2.%I WHERE %I < %L', parent || '_default', time_column,
                       today - keep_days);
    END LOOP;
    RETURN dropped;
END
$function$;
