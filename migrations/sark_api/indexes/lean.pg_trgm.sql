-- S003-IDX-02.
CREATE INDEX idx_servers_name_trgm ON sark_api.mcp_servers USING gin (name gin_trgm_ops);
