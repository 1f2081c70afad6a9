-- Redundant as the seeds write them (E-22): two composites begin with status, and email is UNIQUE.
CREATE INDEX idx_mcp_servers_status ON sark_api.mcp_servers (status);
COMMENT ON INDEX sark_api.idx_mcp_servers_status IS 'also idx_servers_status (S003-IDX-02)';
CREATE INDEX idx_users_email ON sark_api.users (email);
