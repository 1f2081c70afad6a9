-- S001-IDX-05, -06, and the primary keys with the time column first, as the seed has them.
ALTER TABLE sark_audit.audit_events ADD PRIMARY KEY ("time", event_id);
CREATE INDEX idx_audit_events_user ON sark_audit.audit_events (user_id, "time" DESC);
COMMENT ON INDEX sark_audit.idx_audit_events_user
    IS 'also idx_audit_events_user_time (S001-IDX-05, the same columns)';
CREATE INDEX idx_audit_events_type ON sark_audit.audit_events (event_type, "time" DESC);
CREATE INDEX idx_audit_events_status ON sark_audit.audit_events (status, "time" DESC);
CREATE INDEX idx_audit_events_resource
    ON sark_audit.audit_events (resource_type, resource_id, "time" DESC);
CREATE INDEX idx_audit_events_details ON sark_audit.audit_events USING gin (details);

ALTER TABLE sark_audit.policy_evaluations ADD PRIMARY KEY ("time", evaluation_id);
CREATE INDEX idx_policy_evals_user ON sark_audit.policy_evaluations (user_id, "time" DESC);
CREATE INDEX idx_policy_evals_policy ON sark_audit.policy_evaluations (policy_name, "time" DESC);
CREATE INDEX idx_policy_evals_decision ON sark_audit.policy_evaluations (decision, "time" DESC);

SELECT sark_audit.ensure_partitions((now() AT TIME ZONE 'UTC')::date,
                                    (now() AT TIME ZONE 'UTC')::date + 2);
