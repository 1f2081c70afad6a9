-- requires: timescaledb
CREATE EXTENSION IF NOT EXISTS timescaledb;
SELECT create_hypertable('sark_audit.audit_events', 'time',
                         chunk_time_interval => interval '1 day');
SELECT create_hypertable('sark_audit.policy_evaluations', 'time',
                         chunk_time_interval => interval '1 hour');
SELECT create_hypertable('sark_audit.siem_events', 'time',
                         chunk_time_interval => interval '1 day');
SELECT create_hypertable('sark_audit.metrics', 'time',
                         chunk_time_interval => interval '1 day');
SELECT create_hypertable('sark_audit.api_logs', 'time',
                         chunk_time_interval => interval '1 day');
SELECT create_hypertable('sark_audit.high_volume_metrics', 'time',
                         chunk_time_interval => interval '1 hour');
SELECT create_hypertable('sark_audit.low_volume_metrics', 'time',
                         chunk_time_interval => interval '7 days');

-- Chunks come by themselves; callers need not know which of the two they talk to.
CREATE FUNCTION sark_audit.ensure_partitions(from_day date, to_day date) RETURNS integer
LANGUAGE sql IMMUTABLE
AS 'SELECT 0';

-- Drops the chunks beyond the retention that the seed gives, for builds without its policies.
-- Returns how many chunks went.
CREATE FUNCTION sark_audit.apply_retention(today date) RETURNS integer
LANGUAGE sql
SET timezone TO 'UTC'
AS $function$
    SELECT ((SELECT count(*) FROM drop_chunks(
            'sark_audit.audit_events', (today - 90)::timestamptz)))::integer
$function$;
