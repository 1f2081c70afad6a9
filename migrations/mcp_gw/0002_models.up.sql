-- The eight models that S004 adds: three with its columns (S004-TBL-05..07), five by name only
-- (S004-TBL-08), whose columns and defaults follow the original models.
CREATE TABLE mcp_gw.circuit_breakers (
    id                varchar(36) PRIMARY KEY DEFAULT gen_random_uuid()::text,
    server_id         varchar(36) NOT NULL REFERENCES mcp_gw.mcp_servers (id) ON DELETE CASCADE,
    service_name      varchar(255) NOT NULL,
    state             varchar(20) NOT NULL DEFAULT 'closed'
                      CHECK (state IN ('closed', 'open', 'half_open')),
    failure_count     integer NOT NULL DEFAULT 0,
    success_count     integer NOT NULL DEFAULT 0,
    failure_threshold integer NOT NULL DEFAULT 5,
    success_threshold integer NOT NULL DEFAULT 2,
    timeout_ms        integer NOT NULL DEFAULT 60000,
    opened_at         timestamp,
    created_at        timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    updated_at        timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')
);

-- key_prefix is ours: a hash with a salt of its own cannot be found by equality (E-17), so the key
-- is found by its first characters and then verified.
CREATE TABLE mcp_gw.enhanced_api_keys (
    id                  varchar(36) PRIMARY KEY DEFAULT gen_random_uuid()::text,
    tenant_id           varchar(36) REFERENCES mcp_gw.tenants (id),
    user_id             varchar(36) REFERENCES mcp_gw.users (id) ON DELETE CASCADE,
    name                varchar(255) NOT NULL,
    key_prefix          varchar(16) NOT NULL,
    key_hash            varchar(255) NOT NULL UNIQUE,
    salt                varchar(255) NOT NULL,
    scopes              jsonb NOT NULL DEFAULT '[]',
    allowed_servers     jsonb NOT NULL DEFAULT '[]',
    ip_whitelist        jsonb NOT NULL DEFAULT '[]',
    rate_limit_per_hour integer NOT NULL DEFAULT 1000,
    rate_limit_per_day  integer NOT NULL DEFAULT 10000,
    failed_attempts     integer NOT NULL DEFAULT 0,
    is_locked           boolean NOT NULL DEFAULT false,
    is_active           boolean NOT NULL DEFAULT true,
    expires_at          timestamp,
    last_used           timestamp,
    created_at          timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')
);

CREATE TABLE mcp_gw.server_access_control (
    id              varchar(36) PRIMARY KEY DEFAULT gen_random_uuid()::text,
    server_id       varchar(36) NOT NULL REFERENCES mcp_gw.mcp_servers (id) ON DELETE CASCADE,
    user_id         varchar(36) REFERENCES mcp_gw.users (id) ON DELETE CASCADE,
    tenant_id       varchar(36) REFERENCES mcp_gw.tenants (id) ON DELETE CASCADE,
    can_read        boolean NOT NULL DEFAULT true,
    can_write       boolean NOT NULL DEFAULT false,
    can_admin       boolean NOT NULL DEFAULT false,
    can_proxy       boolean NOT NULL DEFAULT true,
    allowed_methods jsonb NOT NULL DEFAULT '[]',
    denied_methods  jsonb NOT NULL DEFAULT '[]',
    allowed_days    jsonb NOT NULL DEFAULT '[]',
    allowed_hours   jsonb NOT NULL DEFAULT '[]',
    created_at      timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')
);
COMMENT ON COLUMN mcp_gw.server_access_control.allowed_days IS '0 is Monday; empty: every day';
COMMENT ON COLUMN mcp_gw.server_access_control.allowed_hours IS '0 to 23; empty: every hour';

CREATE TABLE mcp_gw.connection_pools (
    id                   varchar(36) PRIMARY KEY DEFAULT gen_random_uuid()::text,
    server_id            varchar(36) NOT NULL REFERENCES mcp_gw.mcp_servers (id) ON DELETE CASCADE,
    max_connections      integer NOT NULL DEFAULT 10,
    min_connections      integer NOT NULL DEFAULT 2,
    connection_timeout_s integer NOT NULL DEFAULT 30,
    idle_timeout_s       integer NOT NULL DEFAULT 300,
    active_connections   integer NOT NULL DEFAULT 0,
    idle_connections     integer NOT NULL DEFAULT 0,
    created_at           timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    updated_at           timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')
);

CREATE TABLE mcp_gw.request_queues (
    id              varchar(36) PRIMARY KEY DEFAULT gen_random_uuid()::text,
    server_id       varchar(36) NOT NULL REFERENCES mcp_gw.mcp_servers (id) ON DELETE CASCADE,
    name            varchar(255) NOT NULL,
    max_size        integer NOT NULL DEFAULT 1000,
    priority_levels integer NOT NULL DEFAULT 3,
    current_size    integer NOT NULL DEFAULT 0,
    created_at      timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    UNIQUE (server_id, name)
);

CREATE TABLE mcp_gw.data_retention_policies (
    id             varchar(36) PRIMARY KEY DEFAULT gen_random_uuid()::text,
    table_name     varchar(63) NOT NULL UNIQUE,
    time_column    varchar(63) NOT NULL,
    retention_days integer NOT NULL CHECK (retention_days > 0),
    batch_size     integer NOT NULL DEFAULT 1000 CHECK (batch_size > 0),
    is_active      boolean NOT NULL DEFAULT true,
    last_run       timestamp,
    rows_deleted   bigint NOT NULL DEFAULT 0,
    created_at     timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')
);

CREATE TABLE mcp_gw.materialized_views (
    id                       varchar(36) PRIMARY KEY DEFAULT gen_random_uuid()::text,
    view_name                varchar(63) NOT NULL UNIQUE,
    definition               text NOT NULL,
    refresh_interval_minutes integer NOT NULL DEFAULT 60,
    is_active                boolean NOT NULL DEFAULT true,
    last_refreshed           timestamp,
    created_at               timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')
);

CREATE TABLE mcp_gw.performance_alerts (
    id               varchar(36) PRIMARY KEY DEFAULT gen_random_uuid()::text,
    name             varchar(255) NOT NULL UNIQUE,
    metric           varchar(100) NOT NULL,
    comparison       varchar(2) NOT NULL CHECK (comparison IN ('<', '<=', '>', '>=')),
    threshold        double precision NOT NULL,
    duration_minutes integer NOT NULL DEFAULT 5,
    cooldown_minutes integer NOT NULL DEFAULT 60,
    is_active        boolean NOT NULL DEFAULT true,
    last_triggered   timestamp,
    created_at       timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')
);
