-- S004-TBL-08: the retention job over data_retention_policies, a batch of each table per call, so
-- that no call holds its locks for long. Returns how many rows went; call it until that is 0.
CREATE FUNCTION mcp_gw.apply_retention(today date) RETURNS integer
LANGUAGE plpgsql
AS $function$
DECLARE
    policy  record;
    gone    bigint;
    deleted integer := 0;
BEGIN
    FOR policy IN SELECT * FROM mcp_gw.data_retention_policies WHERE is_active LOOP
        EXECUTE format('DELETE FROM mcp_gw.%I WHERE ctid = ANY (ARRAY(SELECT ctid FROM mcp_gw.%I '
                       'WHERE %I < $1 LIMIT $2))',
                       policy.table_name, policy.table_name, policy.time_column)
            USING (today - policy.retention_days)::timestamp, policy.batch_size;
        GET DIAGNOSTICS gone = ROW_COUNT;
        deleted := deleted + gone::integer;
        UPDATE mcp_gw.data_retention_policies
        SET last_run = now() AT TIME ZONE 'UTC', rows_deleted = rows_deleted + gone
        WHERE id = policy.id;
    END LOOP;
    RETURN deleted;
END
$function$;

INSERT INTO mcp_gw.data_retention_policies (table_name, time_column, retention_days)
VALUES ('audit_logs', 'timestamp', 365), ('request_logs', 'request_time', 30);
