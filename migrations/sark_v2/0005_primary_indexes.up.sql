-- S000-IDX-01..05, the seed's 19 "primary" indexes as it writes them, redundant ones included
-- (E-22: node_id is UNIQUE already), and the keys of the time-series tables.
ALTER TABLE sark_v2.audit_events ADD PRIMARY KEY ("timestamp", id);
ALTER TABLE sark_v2.cost_tracking ADD PRIMARY KEY ("timestamp", id);
ALTER SEQUENCE sark_v2.cost_tracking_id_seq OWNED BY sark_v2.cost_tracking.id;

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

CREATE INDEX idx_cost_timestamp ON sark_v2.cost_tracking ("timestamp" DESC);
CREATE INDEX idx_cost_principal ON sark_v2.cost_tracking (principal_id);
CREATE INDEX idx_cost_resource ON sark_v2.cost_tracking (resource_id);
CREATE INDEX idx_cost_capability ON sark_v2.cost_tracking (capability_id);

CREATE INDEX idx_federation_nodes_node_id ON sark_v2.federation_nodes (node_id);
CREATE INDEX idx_federation_nodes_enabled ON sark_v2.federation_nodes (enabled)
    WHERE enabled = true;

SELECT sark_v2.ensure_partitions((now() AT TIME ZONE 'UTC')::date,
                                 (now() AT TIME ZONE 'UTC')::date + 2);
