-- requires: timescaledb
CREATE EXTENSION IF NOT EXISTS timescaledb;
SELECT create_hypertable('sark_api.audit_events', 'timestamp',
                         chunk_time_interval => interval '1 day');

-- Chunks come by themselves; callers need not know which of the two they talk to.
CREATE FUNCTION sark_api.ensure_partitions(from_day date, to_day date) RETURNS integer
LANGUAGE sql IMMUTABLE
AS 'SELECT 0';

-- Drops the chunks beyond the retention that the seed gives, for builds without its policies.
-- Returns how many chunks went.
CREATE FUNCTION sark_api.apply_retention(today date) RETURNS integer
LANGUAGE sql
SET timezone TO 'UTC'
AS $function$
    SELECT ((SELECT count(*) FROM drop_chunks(
            'sark_api.audit_events', (today - 90)::timestamptz)))::integer
$function$;
