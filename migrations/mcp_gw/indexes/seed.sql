-- Redundant as the seed's model writes it (E-22): key_hash is UNIQUE.
CREATE INDEX ix_enhanced_api_keys_key_hash ON mcp_gw.enhanced_api_keys (key_hash);
