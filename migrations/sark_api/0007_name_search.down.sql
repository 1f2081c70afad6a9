-- The extension stays: it may have been there before us.
DROP INDEX sark_api.idx_servers_name_trgm;
