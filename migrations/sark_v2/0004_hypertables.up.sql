-- requires: timescaledb
CREATE EXTENSION IF NOT EXISTS timescaledb;
SELECT create_hypertable('sark_v2.audit_events', 'timestamp',
                         chunk_time_interval => interval '7 days');
SELECT create_hypertable('sark_v2.cost_tracking', 'timestamp',
                         chunk_time_interval => interval '7 days');

-- Chunks come by themselves; callers need not know which of the two they talk to.
CREATE FUNCTION sark_v2.ensure_partitions(from_day date, to_day date) RETURNS integer
LANGUAGE sql IMMUTABLE
AS 'SELECT 0';

-- S000-VAC-01; the option reaches every chunk. (Partitions get it where they are made.)
ALTER TABLE sark_v2.audit_events SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE sark_v2.cost_tracking SET (autovacuum_vacuum_scale_factor = 0.05);

-- Drops the chunks beyond the retention that the seed gives, for builds without its policies.
-- Returns how many chunks went.
CREATE FUNCTION sark_v2.apply_retention(today date) RETURNS integer
LANGUAGE sql
SET timezone TO 'UTC'
AS $function$
    SELECT ((SELECT count(*) FROM drop_chunks(
            'sark_v2.audit_events', (today - 730)::timestamptz)) +
        (SELECT count(*) FROM drop_chunks(
            'sark_v2.cost_tracking', (today - 365)::timestamptz)))::integer
$function$;
