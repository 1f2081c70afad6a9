-- requires: pgcrypto
-- S001-DB-01. Extensions come first: the seed's tables fail without theirs (E-20).
CREATE EXTENSION IF NOT EXISTS pgcrypto;
