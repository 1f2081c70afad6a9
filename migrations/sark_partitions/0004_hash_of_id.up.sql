-- HASH (id): even partitions, the key and its references as they were.
CREATE TABLE sark_partitions.resources_by_id (
    id                varchar(255) NOT NULL,
    name              varchar(255) NOT NULL,
    protocol          varchar(50) NOT NULL,
    endpoint          varchar(1000) NOT NULL,
    sensitivity_level varchar(20) NOT NULL DEFAULT 'medium',
    metadata          jsonb NOT NULL DEFAULT '{}',
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id)
) PARTITION BY HASH (id);
CREATE TABLE sark_partitions.resources_by_id_0
    PARTITION OF sark_partitions.resources_by_id FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE sark_partitions.resources_by_id_1
    PARTITION OF sark_partitions.resources_by_id FOR VALUES WITH (MODULUS 4, REMAINDER 1);
CREATE TABLE sark_partitions.resources_by_id_2
    PARTITION OF sark_partitions.resources_by_id FOR VALUES WITH (MODULUS 4, REMAINDER 2);
CREATE TABLE sark_partitions.resources_by_id_3
    PARTITION OF sark_partitions.resources_by_id FOR VALUES WITH (MODULUS 4, REMAINDER 3);

CREATE TABLE sark_partitions.capabilities_by_id (
    id                varchar(255) PRIMARY KEY,
    resource_id       varchar(255) NOT NULL,
    name              varchar(255) NOT NULL,
    sensitivity_level varchar(20) NOT NULL DEFAULT 'medium',
    metadata          jsonb NOT NULL DEFAULT '{}',
    FOREIGN KEY (resource_id)
        REFERENCES sark_partitions.resources_by_id (id) ON DELETE CASCADE
);
