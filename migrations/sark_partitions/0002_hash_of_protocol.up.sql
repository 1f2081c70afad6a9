-- HASH (protocol) with four partitions of the seed's names. The key must hold the partition column,
-- and so must whatever refers to it (E-10): capabilities carry the protocol too. With few protocols
-- some partitions stay empty.
CREATE TABLE sark_partitions.resources_by_protocol_hash (
    id                varchar(255) NOT NULL,
    name              varchar(255) NOT NULL,
    protocol          varchar(50) NOT NULL,
    endpoint          varchar(1000) NOT NULL,
    sensitivity_level varchar(20) NOT NULL DEFAULT 'medium',
    metadata          jsonb NOT NULL DEFAULT '{}',
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id, protocol)
) PARTITION BY HASH (protocol);
CREATE TABLE sark_partitions.resources_partition_0
    PARTITION OF sark_partitions.resources_by_protocol_hash
    FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE sark_partitions.resources_partition_1
    PARTITION OF sark_partitions.resources_by_protocol_hash
    FOR VALUES WITH (MODULUS 4, REMAINDER 1);
CREATE TABLE sark_partitions.resources_partition_2
    PARTITION OF sark_partitions.resources_by_protocol_hash
    FOR VALUES WITH (MODULUS 4, REMAINDER 2);
CREATE TABLE sark_partitions.resources_partition_3
    PARTITION OF sark_partitions.resources_by_protocol_hash
    FOR VALUES WITH (MODULUS 4, REMAINDER 3);

CREATE TABLE sark_partitions.capabilities_by_protocol_hash (
    id                varchar(255) PRIMARY KEY,
    resource_id       varchar(255) NOT NULL,
    protocol          varchar(50) NOT NULL,
    name              varchar(255) NOT NULL,
    sensitivity_level varchar(20) NOT NULL DEFAULT 'medium',
    metadata          jsonb NOT NULL DEFAULT '{}',
    FOREIGN KEY (resource_id, protocol)
        REFERENCES sark_partitions.resources_by_protocol_hash (id, protocol) ON DELETE CASCADE
);
