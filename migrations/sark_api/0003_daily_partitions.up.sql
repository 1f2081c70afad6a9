-- unless: timescaledb
-- Native RANGE partitions by UTC day, made on demand by ensure_partitions(); what falls outside
-- them lands in the DEFAULT partition, so no insert ever fails for want of one.
ALTER TABLE sark_api.audit_events RENAME TO audit_events_columns;
CREATE TABLE sark_api.audit_events (LIKE sark_api.audit_events_columns INCLUDING ALL)
    PARTITION BY RANGE ("timestamp");
DROP TABLE sark_api.audit_events_columns;
CREATE TABLE sark_api.audit_events_default PARTITION OF sark_api.audit_events DEFAULT
    WITH (autovacuum_vacuum_scale_factor = 0.05);

-- Creates the missing partitions for the UTC days from_day..to_day, both included, and moves there
-- what had landed in DEFAULT. Returns how many it made.
CREATE FUNCTION sark_api.ensure_partitions(from_day date, to_day date) RETURNS integer
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
    PERFORM pg_advisory_xact_lock(hashtext('sark_api.ensure_partitions'));
    FOR parent, time_column IN VALUES ('audit_events', 'timestamp') LOOP
        FOR day IN SELECT generate_series(from_day, to_day, interval '1 day')::date LOOP
            child := parent || to_char(day, '_YYYYMMDD');
            CONTINUE WHEN to_regclass('sark_api.' || child) IS NOT NULL;
            EXECUTE format('LOCK TABLE sark_api.%I IN ACCESS EXCLUSIVE MODE', parent || '_default');
            EXECUTE format('CREATE TABLE sark_api.%I (LIKE sark_api.%I INCLUDING DEFAULTS '
                           'INCLUDING CONSTRAINTS) WITH (autovacuum_vacuum_scale_factor = 0.05)',
                           child, parent);
            EXECUTE format('WITH moved AS (DELETE FROM sark_api.%I WHERE %I >= %L AND %I < %L '
                           'RETURNING *) INSERT INTO sark_api.%I SELECT * FROM moved',
                           parent || '_default', time_column, day, time_column, day + 1, child);
            EXECUTE format('ALTER TABLE sark_api.%I ATTACH PARTITION sark_api.%I '
                           'FOR VALUES FROM (%L) TO (%L)', parent, child, day, day + 1);
            made := made + 1;
        END LOOP;
    END LOOP;
    RETURN made;
END
$function$;

-- Drops the days beyond the retention that the seed gives, as its policies would. Returns how many
-- partitions went.
CREATE FUNCTION sark_api.apply_retention(today date) RETURNS integer
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
    FOR parent, time_column, keep_days IN VALUES ('audit_events', 'timestamp', 90) LOOP
        FOR child IN
            SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            WHERE inhparent = format('sark_api.%I', parent)::regclass
              AND relname < parent || to_char(today - keep_days, '_YYYYMMDD')
              AND relname ~ '_[0-9]{8}$'
        LOOP
            EXECUTE format('DROP TABLE sark_api.%I', child);
            dropped := dropped + 1;
        END LOOP;
        EXECUTE format('DELETE FROM sark_api.%I WHERE %I < %L', parent || '_default', time_column,
                       today - keep_days);
    END LOOP;
    RETURN dropped;
END
$function$;
