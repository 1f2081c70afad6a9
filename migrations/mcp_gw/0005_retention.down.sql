DELETE FROM mcp_gw.data_retention_policies;
DROP FUNCTION mcp_gw.apply_retention(date);
