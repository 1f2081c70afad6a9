-- S000-PART-01: what the seed advises "beyond 10M rows", beside the same table in one piece. An
-- experiment: not part of any system, and migrated only when it is named.
CREATE SCHEMA sark_partitions;

-- The comparison: one table for all.
CREATE TABLE sark_partitions.resources_whole (
    id                varchar(255) NOT NULL,
    name              varchar(255) NOT NULL,
    protocol          varchar(50) NOT NULL,
    endpoint          varchar(1000) NOT NULL,
    sensitivity_level varchar(20) NOT NULL DEFAULT 'medium',
    metadata          jsonb NOT NULL DEFAULT '{}',
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id)
);

CREATE TABLE sark_partitions.capabilities_whole (
    id                varchar(255) PRIMARY KEY,
    resource_id       varchar(255) NOT NULL,
    name              varchar(255) NOT NULL,
    sensitivity_level varchar(20) NOT NULL DEFAULT 'medium',
    metadata          jsonb NOT NULL DEFAULT '{}',
    FOREIGN KEY (resource_id)
        REFERENCES sark_partitions.resources_whole (id) ON DELETE CASCADE
);
