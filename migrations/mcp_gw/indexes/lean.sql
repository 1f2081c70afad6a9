-- S004-IDX-01, -02 as the seed writes them, the look-ups that its models declare with index=True
-- (S004-TBL-05..07), and the one that finds a key by its prefix (E-17).
CREATE INDEX idx_mcp_servers_tenant_status ON mcp_gw.mcp_servers (tenant_id, health_status);
CREATE INDEX idx_mcp_servers_endpoint_transport
    ON mcp_gw.mcp_servers (endpoint_url, transport_type);
CREATE INDEX idx_server_tools_name_server ON mcp_gw.server_tools (name, server_id);
CREATE INDEX idx_users_tenant_role ON mcp_gw.users (tenant_id, role, is_active);
CREATE INDEX idx_sessions_user_active ON mcp_gw.sessions (user_id, is_active, expires_at);
CREATE INDEX idx_api_keys_tenant_active ON mcp_gw.api_keys (tenant_id, is_active);
CREATE INDEX idx_audit_logs_tenant_time ON mcp_gw.audit_logs (tenant_id, "timestamp" DESC);
CREATE INDEX idx_request_logs_tenant_time ON mcp_gw.request_logs (tenant_id, request_time DESC);

CREATE INDEX idx_mcp_servers_health_check_time ON mcp_gw.mcp_servers (last_health_check)
    WHERE last_health_check IS NOT NULL;
CREATE INDEX idx_server_tools_usage_stats ON mcp_gw.server_tools (total_calls, success_count)
    WHERE total_calls > 0;
CREATE INDEX idx_sessions_activity_time ON mcp_gw.sessions (last_activity DESC)
    WHERE is_active = true;

CREATE INDEX ix_circuit_breakers_server_id ON mcp_gw.circuit_breakers (server_id);
CREATE INDEX ix_circuit_breakers_service_name ON mcp_gw.circuit_breakers (service_name);
CREATE INDEX ix_enhanced_api_keys_key_prefix ON mcp_gw.enhanced_api_keys (key_prefix);
CREATE INDEX ix_enhanced_api_keys_is_locked ON mcp_gw.enhanced_api_keys (is_locked);
CREATE INDEX ix_server_access_control_server_id ON mcp_gw.server_access_control (server_id);
CREATE INDEX ix_server_access_control_user_id ON mcp_gw.server_access_control (user_id);
CREATE INDEX ix_server_access_control_tenant_id ON mcp_gw.server_access_control (tenant_id);
