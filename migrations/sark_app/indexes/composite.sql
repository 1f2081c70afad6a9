-- What the seed's query optimisations add (S001-QRY-02, -10, -11). It gives two indexes on
-- different columns the name idx_users_username_lower: the second has its own here (E-06).
CREATE INDEX idx_users_email_lower ON sark_app.users (lower(email));
CREATE INDEX idx_users_username_lower ON sark_app.users (lower(username));
CREATE INDEX idx_users_username_lower_col ON sark_app.users (username_lower);
CREATE INDEX idx_servers_search ON sark_app.servers USING gin (search_vector);
