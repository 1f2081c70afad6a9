-- S001-IDX-05, -06, without the one that the seed creates twice (E-22).
CREATE INDEX idx_audit_events_user ON sark_audit.audit_events (user_id, "time" DESC);
CREATE INDEX idx_audit_events_type ON sark_audit.audit_events (event_type, "time" DESC);
CREATE INDEX idx_audit_events_status ON sark_audit.audit_events (status, "time" DESC);
CREATE INDEX idx_audit_events_resource
    ON sark_audit.audit_events (resource_type, resource_id, "time" DESC);
CREATE INDEX idx_audit_events_details ON sark_audit.audit_events USING gin (details);

CREATE INDEX idx_policy_evals_user ON sark_audit.policy_evaluations (user_id, "time" DESC);
CREATE INDEX idx_policy_evals_policy ON sark_audit.policy_evaluations (policy_name, "time" DESC);
CREATE INDEX idx_policy_evals_decision ON sark_audit.policy_evaluations (decision, "time" DESC);
