-- S004-VW-01..03, named in the seed without definitions (E-21). Sizes stay numbers of bytes: as
-- pg_size_pretty() text they would sort wrongly.
CREATE VIEW mcp_gw.database_size_summary AS
SELECT
    schemaname,
    relname AS tablename,
    pg_table_size(relid) AS table_size,
    pg_indexes_size(relid) AS index_size,
    pg_total_relation_size(relid) AS total_size,
    n_live_tup AS live_rows,
    n_dead_tup AS dead_rows
FROM pg_stat_user_tables
WHERE schemaname = 'mcp_gw';

CREATE VIEW mcp_gw.index_usage_summary AS
SELECT
    schemaname,
    relname AS tablename,
    indexrelname AS indexname,
    idx_scan,
    idx_tup_read,
    idx_tup_fetch,
    pg_relation_size(indexrelid) AS index_size,
    CASE
        WHEN idx_scan = 0 THEN 'Unused'
        WHEN idx_scan < 100 THEN 'Low'
        WHEN idx_scan < 10000 THEN 'Medium'
        ELSE 'High'
    END AS usage_category
FROM pg_stat_user_indexes
WHERE schemaname = 'mcp_gw';

-- Each figure as a row. Index usage is idx_scan / (idx_scan + seq_scan) over all tables
-- (S004-SLA-07 leaves the ratio open); what has no data yet is NULL.
CREATE VIEW mcp_gw.performance_monitoring AS
SELECT 'client_connections' AS metric, count(*)::double precision AS value, 'count' AS unit
FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend'
UNION ALL
SELECT 'long_running_queries', count(*), 'count'
FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND state = 'active'
  AND query_start < now() - interval '30 seconds'
UNION ALL
SELECT 'cache_hit_ratio', sum(heap_blks_hit)::double precision
    / nullif(sum(heap_blks_hit) + sum(heap_blks_read), 0), 'ratio'
FROM pg_statio_user_tables WHERE schemaname = 'mcp_gw'
UNION ALL
SELECT 'index_usage_ratio', sum(idx_scan)::double precision
    / nullif(sum(coalesce(idx_scan, 0)) + sum(seq_scan), 0), 'ratio'
FROM pg_stat_user_tables WHERE schemaname = 'mcp_gw'
UNION ALL
SELECT 'open_circuit_breakers', count(*), 'count'
FROM mcp_gw.circuit_breakers WHERE state = 'open'
UNION ALL
SELECT 'requests_last_hour', count(*), 'count'
FROM mcp_gw.request_logs WHERE request_time >= (now() AT TIME ZONE 'UTC') - interval '1 hour'
UNION ALL
SELECT 'p95_duration_last_hour', percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_ms), 'ms'
FROM mcp_gw.request_logs WHERE request_time >= (now() AT TIME ZONE 'UTC') - interval '1 hour';
