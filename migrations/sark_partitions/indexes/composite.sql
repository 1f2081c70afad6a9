-- S000-IDX-06.
CREATE INDEX idx_whole_protocol_sensitivity
    ON sark_partitions.resources_whole (protocol, sensitivity_level);
CREATE INDEX idx_protocol_hash_protocol_sensitivity
    ON sark_partitions.resources_by_protocol_hash (protocol, sensitivity_level);
CREATE INDEX idx_protocol_list_protocol_sensitivity
    ON sark_partitions.resources_by_protocol (protocol, sensitivity_level);
CREATE INDEX idx_id_hash_protocol_sensitivity
    ON sark_partitions.resources_by_id (protocol, sensitivity_level);
