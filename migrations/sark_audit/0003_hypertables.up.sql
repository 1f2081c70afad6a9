-- requires: timescaledb
CREATE EXTENSION IF NOT EXISTS timescaledb;
SELECT create_hypertable('sark_audit.audit_events', 'time',
                         chunk_time_interval => interval '1 day');
SELECT create_hypertable('sark_audit.policy_evaluations', 'time',
                         chunk_time_interval => interval '1 hour');

-- Chunks come by themselves; callers need not know which of the two they talk to.
CREATE FUNCTION sark_audit.ensure_partitions(from_day date, to_day date) RETURNS integer
LANGUAGE sql IMMUTABLE
AS 'SELECT 0';
