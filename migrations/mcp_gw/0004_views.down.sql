DROP VIEW mcp_gw.performance_monitoring;
DROP VIEW mcp_gw.index_usage_summary;
DROP VIEW mcp_gw.database_size_summary;
