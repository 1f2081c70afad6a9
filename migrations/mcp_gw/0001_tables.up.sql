-- The gateway's own tables (S004-TBL-01..04). As in its original models, ids are UUIDs kept as text
-- and times are UTC without a zone.
CREATE SCHEMA mcp_gw;

CREATE TABLE mcp_gw.tenants (
    id         varchar(36) PRIMARY KEY DEFAULT gen_random_uuid()::text,
    name       varchar(255) NOT NULL UNIQUE,
    is_active  boolean NOT NULL DEFAULT true,
    settings   jsonb NOT NULL DEFAULT '{}',
    created_at timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    updated_at timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')
);

CREATE TABLE mcp_gw.users (
    id            varchar(36) PRIMARY KEY DEFAULT gen_random_uuid()::text,
    tenant_id     varchar(36) REFERENCES mcp_gw.tenants (id),
    username      varchar(255) NOT NULL UNIQUE,
    email         varchar(255) NOT NULL UNIQUE,
    password_hash varchar(255),
    role          varchar(20) NOT NULL DEFAULT 'user'
                  CHECK (role IN ('admin', 'user', 'service', 'readonly')),
    is_active     boolean NOT NULL DEFAULT true,
    last_login    timestamp,
    created_at    timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    updated_at    timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')
);

CREATE TABLE mcp_gw.sessions (
    id            varchar(36) PRIMARY KEY DEFAULT gen_random_uuid()::text,
    user_id       varchar(36) NOT NULL REFERENCES mcp_gw.users (id) ON DELETE CASCADE,
    token_hash    varchar(255) NOT NULL UNIQUE,
    is_active     boolean NOT NULL DEFAULT true,
    expires_at    timestamp NOT NULL,
    last_activity timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    ip_address    varchar(45),
    user_agent    varchar(500),
    created_at    timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')
);

CREATE TABLE mcp_gw.api_keys (
    id         varchar(36) PRIMARY KEY DEFAULT gen_random_uuid()::text,
    tenant_id  varchar(36) REFERENCES mcp_gw.tenants (id),
    user_id    varchar(36) REFERENCES mcp_gw.users (id) ON DELETE CASCADE,
    name       varchar(255) NOT NULL,
    key_hash   varchar(255) NOT NULL UNIQUE,
    is_active  boolean NOT NULL DEFAULT true,
    expires_at timestamp,
    last_used  timestamp,
    created_at timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')
);

CREATE TABLE mcp_gw.mcp_servers (
    id                 varchar(36) PRIMARY KEY DEFAULT gen_random_uuid()::text,
    tenant_id          varchar(36) REFERENCES mcp_gw.tenants (id),
    name               varchar(255) NOT NULL,
    endpoint_url       varchar(500) NOT NULL,
    transport_type     varchar(20) NOT NULL
                       CHECK (transport_type IN ('http', 'websocket', 'stdio', 'sse')),
    health_status      varchar(20) NOT NULL DEFAULT 'unknown'
                       CHECK (health_status IN ('healthy', 'degraded', 'unhealthy', 'unknown')),
    last_health_check  timestamp,
    avg_response_time  double precision,
    success_rate       double precision,
    active_connections integer NOT NULL DEFAULT 0,
    created_at         timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    updated_at         timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')
);

CREATE TABLE mcp_gw.server_tools (
    id                 varchar(36) PRIMARY KEY DEFAULT gen_random_uuid()::text,
    server_id          varchar(36) NOT NULL REFERENCES mcp_gw.mcp_servers (id) ON DELETE CASCADE,
    name               varchar(255) NOT NULL,
    description        text,
    input_schema       jsonb NOT NULL DEFAULT '{}',
    total_calls        bigint NOT NULL DEFAULT 0,
    success_count      bigint NOT NULL DEFAULT 0,
    error_count        bigint NOT NULL DEFAULT 0,
    avg_execution_time double precision,
    created_at         timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')
);

CREATE TABLE mcp_gw.audit_logs (
    id            varchar(36) PRIMARY KEY DEFAULT gen_random_uuid()::text,
    tenant_id     varchar(36),
    user_id       varchar(36),
    "timestamp"   timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    action        varchar(100) NOT NULL,
    resource_type varchar(100),
    resource_id   varchar(255),
    success       boolean NOT NULL DEFAULT true,
    ip_address    varchar(45),
    details       jsonb NOT NULL DEFAULT '{}'
);

CREATE TABLE mcp_gw.request_logs (
    id               varchar(36) PRIMARY KEY DEFAULT gen_random_uuid()::text,
    tenant_id        varchar(36),
    user_id          varchar(36),
    target_server_id varchar(36),
    request_time     timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    method           varchar(20) NOT NULL,
    path             varchar(500) NOT NULL,
    status_code      integer NOT NULL,
    duration_ms      double precision NOT NULL
);
