-- S001-QRY-08's bad arm: the seed's example of an index that holds inactive rows too.
CREATE INDEX idx_servers_all ON sark_app.servers (is_active);
