DROP FUNCTION sark_v2.record_cost(timestamptz, varchar, varchar, varchar, numeric, numeric, jsonb);
DROP TABLE sark_v2.principal_budgets;
