DELETE FROM mcp_gw.performance_alerts
WHERE name IN ('slow statement', 'indexes little used', 'connections nearly used up',
               'circuit breaker open');
DROP VIEW mcp_gw.alert_metrics;
