-- requires: pg_trgm
-- S001-QRY-01's trigram index needs it first (E-20).
CREATE EXTENSION IF NOT EXISTS pg_trgm;
