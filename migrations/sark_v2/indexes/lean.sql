-- S000-IDX-01..05, the seed's "primary" indexes without the two that repeat another (E-22).
CREATE INDEX idx_resources_protocol ON sark_v2.resources (protocol);
CREATE INDEX idx_resources_sensitivity ON sark_v2.resources (sensitivity_level);
CREATE INDEX idx_resources_name ON sark_v2.resources (name);
CREATE INDEX idx_resources_metadata_gin ON sark_v2.resources USING gin (metadata);

CREATE INDEX idx_capabilities_resource ON sark_v2.capabilities (resource_id);
CREATE INDEX idx_capabilities_name ON sark_v2.capabilities (name);
CREATE INDEX idx_capabilities_sensitivity ON sark_v2.capabilities (sensitivity_level);
CREATE INDEX idx_capabilities_metadata_gin ON sark_v2.capabilities USING gin (metadata);

CREATE INDEX idx_audit_correlation ON sark_v2.audit_events (correlation_id);
CREATE INDEX idx_audit_principal_org ON sark_v2.audit_events (principal_org);
CREATE INDEX idx_audit_source_node ON sark_v2.audit_events (source_node);
CREATE INDEX idx_audit_target_node ON sark_v2.audit_events (target_node);
CREATE INDEX idx_audit_capability ON sark_v2.audit_events (capability_id);

CREATE INDEX idx_cost_principal ON sark_v2.cost_tracking (principal_id);
CREATE INDEX idx_cost_resource ON sark_v2.cost_tracking (resource_id);
CREATE INDEX idx_cost_capability ON sark_v2.cost_tracking (capability_id);

CREATE INDEX idx_federation_nodes_enabled ON sark_v2.federation_nodes (enabled)
    WHERE enabled = true;
