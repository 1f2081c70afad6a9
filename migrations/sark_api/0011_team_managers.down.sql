ALTER TABLE sark_api.user_teams DROP COLUMN is_manager;
