-- S002-IDX-01, S002-IDX-02, exactly as the seed writes them; the S003 indexes on the same columns
-- are the same index under another name (X-01, E-06) and are made once, here.
CREATE INDEX idx_mcp_servers_status ON sark_api.mcp_servers (status);
COMMENT ON INDEX sark_api.idx_mcp_servers_status IS 'also idx_servers_status (S003-IDX-02)';
CREATE INDEX idx_mcp_servers_sensitivity ON sark_api.mcp_servers (sensitivity_level);
CREATE INDEX idx_mcp_servers_status_sensitivity
    ON sark_api.mcp_servers (status, sensitivity_level);
CREATE INDEX idx_mcp_servers_created_at ON sark_api.mcp_servers (created_at DESC);
CREATE INDEX idx_mcp_servers_status_created ON sark_api.mcp_servers (status, created_at DESC);

ALTER TABLE sark_api.audit_events ADD PRIMARY KEY ("timestamp", id);
CREATE INDEX idx_audit_events_user_time ON sark_api.audit_events (user_id, "timestamp" DESC);
COMMENT ON INDEX sark_api.idx_audit_events_user_time IS 'also idx_audit_user_time (S003-IDX-04)';
CREATE INDEX idx_audit_events_type_time ON sark_api.audit_events (event_type, "timestamp" DESC);
COMMENT ON INDEX sark_api.idx_audit_events_type_time IS 'also idx_audit_type_time (S003-IDX-04)';
CREATE INDEX idx_audit_events_server_time ON sark_api.audit_events (server_id, "timestamp" DESC);
COMMENT ON INDEX sark_api.idx_audit_events_server_time
    IS 'also idx_audit_server_time (S003-IDX-04)';
CREATE INDEX idx_audit_events_severity ON sark_api.audit_events (severity, "timestamp" DESC)
    WHERE severity IN ('high', 'critical');

SELECT sark_api.ensure_partitions((now() AT TIME ZONE 'UTC')::date,
                                  (now() AT TIME ZONE 'UTC')::date + 2);
