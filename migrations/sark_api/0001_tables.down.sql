ALTER TABLE sark_api.policies DROP CONSTRAINT policies_current_version_id_fkey;
DROP TABLE sark_api.policy_versions;
DROP TABLE sark_api.policies;
DROP TABLE sark_api.mcp_tools;
DROP TABLE sark_api.mcp_servers;
DROP TABLE sark_api.user_teams;
DROP TABLE sark_api.teams;
DROP TABLE sark_api.users;
DROP SCHEMA sark_api;
