-- S004-FN-01..03. The seed names them without bodies (E-21). Output names carry no table's column
-- name, so that none is ambiguous. An absent average is NULL, never 0.
CREATE FUNCTION mcp_gw.get_server_health_summary()
RETURNS TABLE (
    total_servers         bigint,
    healthy_servers       bigint,
    unhealthy_servers     bigint,
    degraded_servers      bigint,
    average_response_time double precision)
LANGUAGE sql STABLE
AS $function$
    SELECT
        count(*),
        count(*) FILTER (WHERE health_status = 'healthy'),
        count(*) FILTER (WHERE health_status = 'unhealthy'),
        count(*) FILTER (WHERE health_status = 'degraded'),
        avg(avg_response_time)
    FROM mcp_gw.mcp_servers
$function$;

CREATE FUNCTION mcp_gw.get_request_performance_summary(hours integer DEFAULT 24)
RETURNS TABLE (
    total_requests      bigint,
    successful_requests bigint,
    error_requests      bigint,
    average_duration_ms double precision,
    p95_duration_ms     double precision,
    p99_duration_ms     double precision)
LANGUAGE sql STABLE
AS $function$
    SELECT
        count(*),
        count(*) FILTER (WHERE status_code < 400),
        count(*) FILTER (WHERE status_code >= 400),
        avg(duration_ms),
        percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_ms),
        percentile_cont(0.99) WITHIN GROUP (ORDER BY duration_ms)
    FROM mcp_gw.request_logs
    WHERE request_time >= (now() AT TIME ZONE 'UTC') - make_interval(hours => hours)
$function$;

CREATE FUNCTION mcp_gw.get_tenant_usage_summary(tenant text, hours integer DEFAULT 24)
RETURNS TABLE (
    total_requests      bigint,
    unique_users        bigint,
    average_duration_ms double precision,
    error_rate          double precision)
LANGUAGE sql STABLE
AS $function$
    SELECT
        count(*),
        count(DISTINCT user_id),
        avg(duration_ms),
        count(*) FILTER (WHERE status_code >= 400)::double precision / nullif(count(*), 0)
    FROM mcp_gw.request_logs
    WHERE tenant_id = tenant
      AND request_time >= (now() AT TIME ZONE 'UTC') - make_interval(hours => hours)
$function$;
