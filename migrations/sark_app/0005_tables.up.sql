-- The primary database as S001 writes it (S001-TBL-01..04), with gen_random_uuid() for
-- uuid_generate_v4() (E-20), and the two tables that it only names (S001-TBL-08).
CREATE SCHEMA sark_app;

CREATE TABLE sark_app.users (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    username      varchar(255) NOT NULL UNIQUE,
    email         varchar(255) NOT NULL UNIQUE,
    password_hash text,
    ldap_dn       text,
    is_active     boolean DEFAULT true,
    is_admin      boolean DEFAULT false,
    mfa_enabled   boolean DEFAULT false,
    mfa_secret    text,
    last_login_at timestamptz,
    created_at    timestamptz DEFAULT now(),
    updated_at    timestamptz DEFAULT now()
);

CREATE TABLE sark_app.servers (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name         varchar(255) NOT NULL,
    endpoint     text NOT NULL,
    api_key_hash text NOT NULL,
    is_active    boolean DEFAULT true,
    owner_id     uuid REFERENCES sark_app.users (id),
    tags         jsonb DEFAULT '[]',
    metadata     jsonb DEFAULT '{}',
    last_seen_at timestamptz,
    created_at   timestamptz DEFAULT now(),
    updated_at   timestamptz DEFAULT now()
);

CREATE TABLE sark_app.sessions (
    id                 uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id            uuid REFERENCES sark_app.users (id) ON DELETE CASCADE,
    access_token_jti   varchar(255) NOT NULL UNIQUE,
    refresh_token_hash text NOT NULL UNIQUE,
    ip_address         inet,
    user_agent         text,
    expires_at         timestamptz NOT NULL,
    created_at         timestamptz DEFAULT now()
);

CREATE TABLE sark_app.policies (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name       varchar(255) NOT NULL UNIQUE,
    version    integer NOT NULL DEFAULT 1,
    rego_code  text NOT NULL,
    is_active  boolean DEFAULT true,
    created_by uuid REFERENCES sark_app.users (id),
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now()
);

CREATE TABLE sark_app.api_keys (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id      uuid NOT NULL REFERENCES sark_app.users (id) ON DELETE CASCADE,
    name         varchar(255) NOT NULL,
    key_prefix   varchar(16) NOT NULL,
    key_hash     text NOT NULL UNIQUE,
    scopes       jsonb NOT NULL DEFAULT '[]',
    is_active    boolean NOT NULL DEFAULT true,
    expires_at   timestamptz,
    last_used_at timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now()
);

-- One row per limited identity and window.
CREATE TABLE sark_app.rate_limits (
    identifier     varchar(255) NOT NULL,
    window_start   timestamptz NOT NULL,
    window_seconds integer NOT NULL DEFAULT 60,
    request_limit  integer NOT NULL DEFAULT 1000,
    request_count  integer NOT NULL DEFAULT 0,
    PRIMARY KEY (identifier, window_start)
);

-- S001-VAC-01.
ALTER TABLE sark_app.users SET (autovacuum_enabled = true);
ALTER TABLE sark_app.servers SET (autovacuum_enabled = true);
ALTER TABLE sark_app.sessions SET (
    autovacuum_enabled = true,
    autovacuum_vacuum_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.02);
