-- The rest of S000-IDX-01, -02.
CREATE INDEX idx_whole_sensitivity ON sark_partitions.resources_whole (sensitivity_level);
CREATE INDEX idx_whole_metadata_gin ON sark_partitions.resources_whole USING gin (metadata);

CREATE INDEX idx_protocol_hash_sensitivity
    ON sark_partitions.resources_by_protocol_hash (sensitivity_level);
CREATE INDEX idx_protocol_hash_metadata_gin
    ON sark_partitions.resources_by_protocol_hash USING gin (metadata);

CREATE INDEX idx_protocol_list_sensitivity
    ON sark_partitions.resources_by_protocol (sensitivity_level);
CREATE INDEX idx_protocol_list_metadata_gin
    ON sark_partitions.resources_by_protocol USING gin (metadata);

CREATE INDEX idx_id_hash_sensitivity ON sark_partitions.resources_by_id (sensitivity_level);
CREATE INDEX idx_id_hash_metadata_gin ON sark_partitions.resources_by_id USING gin (metadata);
