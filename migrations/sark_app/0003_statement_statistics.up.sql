-- requires: pg_stat_statements
-- S001-DB-01. The view answers only where the server preloads the library (E-20, X-19).
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
