ALTER TABLE sark_app.servers DROP COLUMN search_vector;
ALTER TABLE sark_app.users DROP COLUMN username_lower;
