DROP INDEX CONCURRENTLY IF EXISTS sark_api.idx_tools_sensitivity;
DROP INDEX CONCURRENTLY IF EXISTS sark_api.idx_tools_name;
DROP INDEX CONCURRENTLY IF EXISTS sark_api.idx_tools_server;
DROP INDEX CONCURRENTLY IF EXISTS sark_api.idx_servers_team_status;
DROP INDEX CONCURRENTLY IF EXISTS sark_api.idx_servers_team;
DROP INDEX CONCURRENTLY IF EXISTS sark_api.idx_servers_owner;
DROP INDEX CONCURRENTLY IF EXISTS sark_api.idx_users_role;
DROP INDEX CONCURRENTLY IF EXISTS sark_api.idx_users_email;
