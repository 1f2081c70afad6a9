-- LIST (protocol): a partition per common protocol, one for the rest.
CREATE TABLE sark_partitions.resources_by_protocol (
    id                varchar(255) NOT NULL,
    name              varchar(255) NOT NULL,
    protocol          varchar(50) NOT NULL,
    endpoint          varchar(1000) NOT NULL,
    sensitivity_level varchar(20) NOT NULL DEFAULT 'medium',
    metadata          jsonb NOT NULL DEFAULT '{}',
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id, protocol)
) PARTITION BY LIST (protocol);
CREATE TABLE sark_partitions.resources_mcp
    PARTITION OF sark_partitions.resources_by_protocol FOR VALUES IN ('mcp');
CREATE TABLE sark_partitions.resources_http
    PARTITION OF sark_partitions.resources_by_protocol FOR VALUES IN ('http');
CREATE TABLE sark_partitions.resources_grpc
    PARTITION OF sark_partitions.resources_by_protocol FOR VALUES IN ('grpc');
CREATE TABLE sark_partitions.resources_other
    PARTITION OF sark_partitions.resources_by_protocol DEFAULT;

CREATE TABLE sark_partitions.capabilities_by_protocol (
    id                varchar(255) PRIMARY KEY,
    resource_id       varchar(255) NOT NULL,
    protocol          varchar(50) NOT NULL,
    name              varchar(255) NOT NULL,
    sensitivity_level varchar(20) NOT NULL DEFAULT 'medium',
    metadata          jsonb NOT NULL DEFAULT '{}',
    FOREIGN KEY (resource_id, protocol)
        REFERENCES sark_partitions.resources_by_protocol (id, protocol) ON DELETE CASCADE
);
