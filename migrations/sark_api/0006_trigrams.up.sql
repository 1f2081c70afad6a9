-- requires: pg_trgm
-- Comes before S003-IDX-02's trigram index, which the seed creates without it (E-20).
CREATE EXTENSION IF NOT EXISTS pg_trgm;
