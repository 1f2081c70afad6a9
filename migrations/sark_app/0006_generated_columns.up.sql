-- S001-COL-01: what the seed's rewrite examples 1 and 2 store beside the row.
ALTER TABLE sark_app.users ADD COLUMN username_lower varchar(255)
    GENERATED ALWAYS AS (lower(username)) STORED;
ALTER TABLE sark_app.servers ADD COLUMN search_vector tsvector
    GENERATED ALWAYS AS (
        to_tsvector('english', coalesce(name, '') || ' ' || coalesce(endpoint, ''))
    ) STORED;
