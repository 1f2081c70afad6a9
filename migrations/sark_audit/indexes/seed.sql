-- Exactly idx_audit_events_user under the name that the seed's rewrite example 3 gives it (E-22).
CREATE INDEX idx_audit_events_user_time ON sark_audit.audit_events (user_id, "time" DESC);
