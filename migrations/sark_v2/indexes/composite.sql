-- S000-IDX-06: the seed's four "optional for high-traffic queries", apart so that their gain can be
-- measured.
CREATE INDEX idx_resources_protocol_sensitivity
    ON sark_v2.resources (protocol, sensitivity_level);
CREATE INDEX idx_capabilities_resource_sensitivity
    ON sark_v2.capabilities (resource_id, sensitivity_level);
CREATE INDEX idx_audit_principal_timestamp
    ON sark_v2.audit_events (principal_id, "timestamp" DESC);
CREATE INDEX idx_cost_principal_timestamp
    ON sark_v2.cost_tracking (principal_id, "timestamp" DESC);
