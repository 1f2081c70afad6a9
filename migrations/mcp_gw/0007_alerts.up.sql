-- What performance_alerts can be about (S004-SLA-06..10): the vital signs, and two that compare
-- with a limit. A figure without data is NULL.
CREATE VIEW mcp_gw.alert_metrics AS
SELECT metric, value FROM mcp_gw.performance_monitoring
UNION ALL
SELECT 'slowest_statement_seconds',
       max(extract(epoch FROM clock_timestamp() - query_start))::double precision
FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND state = 'active'
  AND pid <> pg_backend_pid()
UNION ALL
SELECT 'connection_utilisation',
       count(*)::double precision / current_setting('max_connections')::double precision
FROM pg_stat_activity WHERE backend_type = 'client backend';

INSERT INTO mcp_gw.performance_alerts (name, metric, comparison, threshold)
VALUES ('slow statement', 'slowest_statement_seconds', '>', 1),
       ('indexes little used', 'index_usage_ratio', '<', 0.8),
       ('connections nearly used up', 'connection_utilisation', '>', 0.85),
       ('circuit breaker open', 'open_circuit_breakers', '>', 0);
