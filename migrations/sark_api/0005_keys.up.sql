-- The key of the audit trail, which must hold the time column (E-04), and its first partitions. All
-- other indexes belong to the index sets (indexes/*.sql).
ALTER TABLE sark_api.audit_events ADD PRIMARY KEY ("timestamp", id);

SELECT sark_api.ensure_partitions((now() AT TIME ZONE 'UTC')::date,
                                  (now() AT TIME ZONE 'UTC')::date + 2);
