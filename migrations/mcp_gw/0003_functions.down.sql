DROP FUNCTION mcp_gw.get_tenant_usage_summary(text, integer);
DROP FUNCTION mcp_gw.get_request_performance_summary(integer);
DROP FUNCTION mcp_gw.get_server_health_summary();
