-- The primary keys with the time column first, as the seed has them, and the first partitions. All
-- other indexes belong to the index sets (indexes/*.sql).
ALTER TABLE sark_audit.audit_events ADD PRIMARY KEY ("time", event_id);
ALTER TABLE sark_audit.policy_evaluations ADD PRIMARY KEY ("time", evaluation_id);
ALTER TABLE sark_audit.siem_events ADD PRIMARY KEY ("time", event_id);
ALTER TABLE sark_audit.api_logs ADD PRIMARY KEY ("time", request_id);

SELECT sark_audit.ensure_partitions((now() AT TIME ZONE 'UTC')::date,
                                    (now() AT TIME ZONE 'UTC')::date + 2);
