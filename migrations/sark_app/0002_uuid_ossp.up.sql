-- requires: uuid-ossp
-- S001-DB-01. Our own tables use gen_random_uuid(), which needs no extension;
-- statements of the seed that call uuid_generate_v4() need this one (E-20).
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
