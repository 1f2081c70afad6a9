-- Upstream's table (SARK-UPSTREAM section 5), with what is needed to check a key. key_hash is
-- 'sha256:' and the hexadecimal SHA-256 of the whole key: its 32 random characters cannot be
-- guessed, so a hash that is slow on purpose (upstream: bcrypt) would only make requests slow.
-- No foreign keys: seeding truncates users and teams, and a key whose owner is gone opens nothing.
CREATE TABLE sark_api.api_keys (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id     uuid NOT NULL,
    team_id     uuid,
    name        varchar(255) NOT NULL,
    description varchar(1000),
    key_prefix  varchar(16) NOT NULL UNIQUE,
    key_hash    varchar(255) NOT NULL CHECK (key_hash ~ '^sha256:[0-9a-f]{64}$'),
    scopes      text[] NOT NULL DEFAULT '{}',
    is_active   boolean NOT NULL DEFAULT true,
    expires_at  timestamptz,
    created_at  timestamptz NOT NULL DEFAULT now(),
    revoked_at  timestamptz
);
