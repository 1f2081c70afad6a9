-- The same for every variant: sark_v2's look-ups by protocol, name and resource.
CREATE INDEX idx_whole_protocol ON sark_partitions.resources_whole (protocol);
CREATE INDEX idx_whole_name ON sark_partitions.resources_whole (name);
CREATE INDEX idx_whole_capabilities ON sark_partitions.capabilities_whole (resource_id);

CREATE INDEX idx_protocol_hash_protocol ON sark_partitions.resources_by_protocol_hash (protocol);
CREATE INDEX idx_protocol_hash_name ON sark_partitions.resources_by_protocol_hash (name);
CREATE INDEX idx_protocol_hash_capabilities
    ON sark_partitions.capabilities_by_protocol_hash (resource_id);

CREATE INDEX idx_protocol_list_protocol ON sark_partitions.resources_by_protocol (protocol);
CREATE INDEX idx_protocol_list_name ON sark_partitions.resources_by_protocol (name);
CREATE INDEX idx_protocol_list_capabilities
    ON sark_partitions.capabilities_by_protocol (resource_id);

CREATE INDEX idx_id_hash_protocol ON sark_partitions.resources_by_id (protocol);
CREATE INDEX idx_id_hash_name ON sark_partitions.resources_by_id (name);
CREATE INDEX idx_id_hash_capabilities ON sark_partitions.capabilities_by_id (resource_id);
