-- The keys of the time-series tables, which must hold the time column (E-04), and their first
-- partitions. All other indexes belong to the index sets (indexes/*.sql).
ALTER TABLE sark_v2.audit_events ADD PRIMARY KEY ("timestamp", id);
ALTER TABLE sark_v2.cost_tracking ADD PRIMARY KEY ("timestamp", id);
ALTER SEQUENCE sark_v2.cost_tracking_id_seq OWNED BY sark_v2.cost_tracking.id;

SELECT sark_v2.ensure_partitions((now() AT TIME ZONE 'UTC')::date,
                                 (now() AT TIME ZONE 'UTC')::date + 2);
