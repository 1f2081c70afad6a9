-- The registry's own tables (S002/S003; columns as upstream's ORM uses them). Enum-like columns are
-- text with lower-case labels (X-12).
CREATE SCHEMA sark_api;

CREATE TABLE sark_api.users (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email           varchar(255) NOT NULL UNIQUE,
    full_name       varchar(255) NOT NULL,
    hashed_password varchar(255) NOT NULL,
    is_active       boolean NOT NULL DEFAULT true,
    is_admin        boolean NOT NULL DEFAULT false,
    role            varchar(50) NOT NULL DEFAULT 'developer'
                    CHECK (role IN ('admin', 'developer', 'viewer', 'service')),
    extra_metadata  jsonb NOT NULL DEFAULT '{}',
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sark_api.teams (
    id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name           varchar(255) NOT NULL UNIQUE,
    description    varchar(1000),
    extra_metadata jsonb NOT NULL DEFAULT '{}',
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sark_api.user_teams (
    user_id uuid NOT NULL REFERENCES sark_api.users (id) ON DELETE CASCADE,
    team_id uuid NOT NULL REFERENCES sark_api.teams (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, team_id)
);

CREATE TABLE sark_api.mcp_servers (
    id                uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name              varchar(255) NOT NULL,
    description       varchar(1000),
    transport         text NOT NULL CHECK (transport IN ('http', 'stdio', 'sse')),
    endpoint          varchar(500),
    command           varchar(500),
    mcp_version       varchar(20) NOT NULL DEFAULT '2025-06-18',
    capabilities      jsonb NOT NULL DEFAULT '[]',
    sensitivity_level text NOT NULL DEFAULT 'medium'
                      CHECK (sensitivity_level IN ('low', 'medium', 'high', 'critical')),
    signature         varchar(1000),
    status            text NOT NULL DEFAULT 'registered'
                      CHECK (status IN ('registered', 'active', 'inactive', 'unhealthy',
                                        'decommissioned')),
    health_endpoint   varchar(500),
    last_health_check timestamptz,
    owner_id          uuid REFERENCES sark_api.users (id) ON DELETE SET NULL,
    team_id           uuid REFERENCES sark_api.teams (id) ON DELETE SET NULL,
    consul_id         varchar(255) UNIQUE,
    tags              jsonb NOT NULL DEFAULT '[]',
    extra_metadata    jsonb NOT NULL DEFAULT '{}',
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sark_api.mcp_tools (
    id                uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    server_id         uuid NOT NULL REFERENCES sark_api.mcp_servers (id) ON DELETE CASCADE,
    name              varchar(255) NOT NULL,
    description       varchar(2000),
    parameters_schema jsonb NOT NULL DEFAULT '{}',
    sensitivity_level text NOT NULL DEFAULT 'medium'
                      CHECK (sensitivity_level IN ('low', 'medium', 'high', 'critical')),
    signature         varchar(1000),
    requires_approval boolean NOT NULL DEFAULT false,
    invocation_count  integer NOT NULL DEFAULT 0,
    last_invoked      timestamptz,
    extra_metadata    jsonb NOT NULL DEFAULT '{}',
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sark_api.policies (
    id                 uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name               varchar(255) NOT NULL UNIQUE,
    description        varchar(1000),
    policy_type        text NOT NULL DEFAULT 'authorization'
                       CHECK (policy_type IN ('authorization', 'validation', 'transformation',
                                              'audit')),
    status             text NOT NULL DEFAULT 'draft'
                       CHECK (status IN ('draft', 'active', 'inactive', 'deprecated')),
    current_version_id uuid,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sark_api.policy_versions (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    policy_id  uuid NOT NULL REFERENCES sark_api.policies (id) ON DELETE CASCADE,
    version    integer NOT NULL,
    content    text NOT NULL,
    is_active  boolean NOT NULL DEFAULT false,
    tested     boolean NOT NULL DEFAULT false,
    created_by uuid REFERENCES sark_api.users (id) ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    notes      text,
    UNIQUE (policy_id, version)
);

ALTER TABLE sark_api.policies
    ADD FOREIGN KEY (current_version_id) REFERENCES sark_api.policy_versions (id)
    ON DELETE SET NULL;
