-- no-transaction
-- S004-MIG-01's last phase.
VACUUM (ANALYZE) mcp_gw.tenants, mcp_gw.users, mcp_gw.sessions, mcp_gw.api_keys,
    mcp_gw.mcp_servers, mcp_gw.server_tools, mcp_gw.audit_logs, mcp_gw.request_logs;
