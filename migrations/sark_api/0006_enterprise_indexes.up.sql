-- no-transaction
-- S003-IDX-01..03. A concurrent build that fails leaves an INVALID index behind, so each one is
-- dropped first and the step can be run again. idx_users_email repeats the UNIQUE constraint's
-- index: kept, because this is the index set as the seed writes it (E-22).
DROP INDEX CONCURRENTLY IF EXISTS sark_api.idx_users_email;
CREATE INDEX CONCURRENTLY idx_users_email ON sark_api.users (email);
DROP INDEX CONCURRENTLY IF EXISTS sark_api.idx_users_role;
CREATE INDEX CONCURRENTLY idx_users_role ON sark_api.users (role) WHERE is_active = true;
DROP INDEX CONCURRENTLY IF EXISTS sark_api.idx_servers_owner;
CREATE INDEX CONCURRENTLY idx_servers_owner ON sark_api.mcp_servers (owner_id);
DROP INDEX CONCURRENTLY IF EXISTS sark_api.idx_servers_team;
CREATE INDEX CONCURRENTLY idx_servers_team ON sark_api.mcp_servers (team_id);
DROP INDEX CONCURRENTLY IF EXISTS sark_api.idx_servers_team_status;
CREATE INDEX CONCURRENTLY idx_servers_team_status ON sark_api.mcp_servers (team_id, status)
    WHERE status = 'active';
DROP INDEX CONCURRENTLY IF EXISTS sark_api.idx_tools_server;
CREATE INDEX CONCURRENTLY idx_tools_server ON sark_api.mcp_tools (server_id);
DROP INDEX CONCURRENTLY IF EXISTS sark_api.idx_tools_name;
CREATE INDEX CONCURRENTLY idx_tools_name ON sark_api.mcp_tools (name);
DROP INDEX CONCURRENTLY IF EXISTS sark_api.idx_tools_sensitivity;
CREATE INDEX CONCURRENTLY idx_tools_sensitivity ON sark_api.mcp_tools (sensitivity_level);
