-- The polymorphic schema (S000-TBL-01, -02, -05).
CREATE SCHEMA sark_v2;

CREATE TABLE sark_v2.resources (
    id                varchar(255) PRIMARY KEY,
    name              varchar(255) NOT NULL,
    protocol          varchar(50) NOT NULL,
    endpoint          varchar(1000) NOT NULL,
    sensitivity_level varchar(20) NOT NULL DEFAULT 'medium'
                      CHECK (sensitivity_level IN ('low', 'medium', 'high', 'critical')),
    metadata          jsonb NOT NULL DEFAULT '{}',
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sark_v2.capabilities (
    id                varchar(255) PRIMARY KEY,
    resource_id       varchar(255) NOT NULL REFERENCES sark_v2.resources (id) ON DELETE CASCADE,
    name              varchar(255) NOT NULL,
    description       text,
    input_schema      jsonb NOT NULL DEFAULT '{}',
    output_schema     jsonb NOT NULL DEFAULT '{}',
    sensitivity_level varchar(20) NOT NULL DEFAULT 'medium'
                      CHECK (sensitivity_level IN ('low', 'medium', 'high', 'critical')),
    metadata          jsonb NOT NULL DEFAULT '{}'
);

CREATE TABLE sark_v2.federation_nodes (
    id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    node_id             varchar(255) NOT NULL UNIQUE,
    name                varchar(255) NOT NULL,
    endpoint            varchar(500) NOT NULL,
    trust_anchor_cert   text NOT NULL,
    enabled             boolean NOT NULL DEFAULT true,
    trusted_since       timestamptz NOT NULL DEFAULT now(),
    rate_limit_per_hour integer NOT NULL DEFAULT 10000,
    metadata            jsonb NOT NULL DEFAULT '{}',
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now()
);
