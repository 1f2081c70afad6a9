-- requires: pg_trgm
-- S003-IDX-02's trigram index; the extension comes first (E-20) and may live in any schema.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
DO $do$
DECLARE
    home name := (SELECT nspname FROM pg_extension
                  JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'pg_trgm');
BEGIN
    EXECUTE format('CREATE INDEX idx_servers_name_trgm ON sark_api.mcp_servers '
                   'USING gin (name %I.gin_trgm_ops)', home);
END
$do$;
