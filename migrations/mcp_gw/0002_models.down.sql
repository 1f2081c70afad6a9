DROP TABLE mcp_gw.performance_alerts;
DROP TABLE mcp_gw.materialized_views;
DROP TABLE mcp_gw.data_retention_policies;
DROP TABLE mcp_gw.request_queues;
DROP TABLE mcp_gw.connection_pools;
DROP TABLE mcp_gw.server_access_control;
DROP TABLE mcp_gw.enhanced_api_keys;
DROP TABLE mcp_gw.circuit_breakers;
