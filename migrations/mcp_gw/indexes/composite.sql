-- S004-IDX-03, the seed's indexes for complex queries.
CREATE INDEX idx_servers_discovery_composite
    ON mcp_gw.mcp_servers (health_status, transport_type, avg_response_time)
    WHERE health_status IN ('healthy', 'degraded');
CREATE INDEX idx_tools_discovery_performance
    ON mcp_gw.server_tools (name, success_count, avg_execution_time, server_id)
    WHERE total_calls > 0;
CREATE INDEX idx_request_routing_composite
    ON mcp_gw.request_logs (path, method, target_server_id, duration_ms, request_time DESC)
    WHERE status_code < 400;
