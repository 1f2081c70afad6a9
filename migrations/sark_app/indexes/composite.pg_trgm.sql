-- S001-QRY-01.
CREATE INDEX idx_servers_name_trgm ON sark_app.servers USING gin (name gin_trgm_ops);
