DROP TABLE sark_app.rate_limits;
DROP TABLE sark_app.api_keys;
DROP TABLE sark_app.policies;
DROP TABLE sark_app.sessions;
DROP TABLE sark_app.servers;
DROP TABLE sark_app.users;
DROP SCHEMA sark_app;
