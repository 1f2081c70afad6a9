-- Redundant as the seed writes them (E-22): the columns are UNIQUE, or another index begins with
-- them.
CREATE UNIQUE INDEX idx_users_username ON sark_app.users (username);
CREATE UNIQUE INDEX idx_users_email ON sark_app.users (email);
CREATE INDEX idx_users_active ON sark_app.users (is_active) WHERE is_active = true;
CREATE INDEX idx_servers_active ON sark_app.servers (is_active) WHERE is_active = true;
CREATE INDEX idx_sessions_access_token ON sark_app.sessions (access_token_jti);
CREATE INDEX idx_sessions_refresh_token ON sark_app.sessions (refresh_token_hash);
CREATE INDEX idx_sessions_expires ON sark_app.sessions (expires_at);
CREATE INDEX idx_policies_name ON sark_app.policies (name);
CREATE INDEX idx_policies_version ON sark_app.policies (name, version DESC);
