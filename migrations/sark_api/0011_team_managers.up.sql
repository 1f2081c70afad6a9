-- Who manages a team. Upstream's rules read a list `team_manager_of` of the user's teams, and nothing
-- upstream stores or sends it; a manager is a member, so it is a property of the membership.
ALTER TABLE sark_api.user_teams ADD COLUMN is_manager boolean NOT NULL DEFAULT false;
