-- S002-IDX-01, -02 and S003-IDX-01..04 without those that repeat another (E-22). What the two seeds
-- name differently on the same columns is one index and says so (X-01, E-06).
CREATE INDEX idx_mcp_servers_sensitivity ON sark_api.mcp_servers (sensitivity_level);
CREATE INDEX idx_mcp_servers_status_sensitivity
    ON sark_api.mcp_servers (status, sensitivity_level);
CREATE INDEX idx_mcp_servers_created_at ON sark_api.mcp_servers (created_at DESC);
CREATE INDEX idx_mcp_servers_status_created ON sark_api.mcp_servers (status, created_at DESC);

CREATE INDEX idx_audit_events_user_time ON sark_api.audit_events (user_id, "timestamp" DESC);
COMMENT ON INDEX sark_api.idx_audit_events_user_time IS 'also idx_audit_user_time (S003-IDX-04)';
CREATE INDEX idx_audit_events_type_time ON sark_api.audit_events (event_type, "timestamp" DESC);
COMMENT ON INDEX sark_api.idx_audit_events_type_time IS 'also idx_audit_type_time (S003-IDX-04)';
CREATE INDEX idx_audit_events_server_time ON sark_api.audit_events (server_id, "timestamp" DESC);
COMMENT ON INDEX sark_api.idx_audit_events_server_time
    IS 'also idx_audit_server_time (S003-IDX-04)';
CREATE INDEX idx_audit_events_severity ON sark_api.audit_events (severity, "timestamp" DESC)
    WHERE severity IN ('high', 'critical');

CREATE INDEX idx_users_role ON sark_api.users (role) WHERE is_active = true;
CREATE INDEX idx_servers_owner ON sark_api.mcp_servers (owner_id);
CREATE INDEX idx_servers_team ON sark_api.mcp_servers (team_id);
CREATE INDEX idx_servers_team_status ON sark_api.mcp_servers (team_id, status)
    WHERE status = 'active';
CREATE INDEX idx_tools_server ON sark_api.mcp_tools (server_id);
CREATE INDEX idx_tools_name ON sark_api.mcp_tools (name);
CREATE INDEX idx_tools_sensitivity ON sark_api.mcp_tools (sensitivity_level);
