-- S001-IDX-01..04 without those that repeat another (E-22), and the look-ups of the tables that the
-- seed only names. idx_sessions_expired has no predicate: NOW() is not IMMUTABLE (E-03), and a
-- range over expires_at serves both active sessions and their cleanup.
CREATE INDEX idx_users_ldap_dn ON sark_app.users (ldap_dn) WHERE ldap_dn IS NOT NULL;
CREATE INDEX idx_users_last_login ON sark_app.users (last_login_at DESC)
    WHERE last_login_at IS NOT NULL;
CREATE INDEX idx_users_active_admin ON sark_app.users (is_active, is_admin)
    WHERE is_active = true;

CREATE INDEX idx_servers_name ON sark_app.servers (name);
CREATE INDEX idx_servers_owner ON sark_app.servers (owner_id);
CREATE INDEX idx_servers_last_seen ON sark_app.servers (last_seen_at DESC NULLS LAST);
CREATE INDEX idx_servers_tags ON sark_app.servers USING gin (tags);
CREATE INDEX idx_servers_metadata ON sark_app.servers USING gin (metadata);
CREATE INDEX idx_servers_active_owner ON sark_app.servers (is_active, owner_id)
    WHERE is_active = true;

CREATE INDEX idx_sessions_user ON sark_app.sessions (user_id);
CREATE INDEX idx_sessions_expired ON sark_app.sessions (expires_at, created_at);

CREATE INDEX idx_policies_active ON sark_app.policies (is_active) WHERE is_active = true;
CREATE INDEX idx_policies_created_by ON sark_app.policies (created_by);

CREATE INDEX idx_api_keys_user ON sark_app.api_keys (user_id);
CREATE INDEX idx_api_keys_prefix ON sark_app.api_keys (key_prefix);
