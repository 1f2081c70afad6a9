-- What a principal may spend a day and a month (NULL: any amount), and what it has spent of that.
-- The sums are of the UTC day and month that begin at the reset columns. They have more digits than
-- upstream's, whose numeric(10, 4) overflows at a million. Room on each page keeps the updates of a
-- busy row off the index.
CREATE TABLE sark_v2.principal_budgets (
    principal_id       varchar(255) PRIMARY KEY,
    daily_budget       numeric(10, 2) CHECK (daily_budget >= 0),
    monthly_budget     numeric(10, 2) CHECK (monthly_budget >= 0),
    daily_spent        numeric(16, 4) NOT NULL DEFAULT 0,
    monthly_spent      numeric(16, 4) NOT NULL DEFAULT 0,
    last_daily_reset   timestamptz NOT NULL DEFAULT date_trunc('day', now(), 'UTC'),
    last_monthly_reset timestamptz NOT NULL DEFAULT date_trunc('month', now(), 'UTC'),
    currency           varchar(3) NOT NULL DEFAULT 'USD'
) WITH (fillfactor = 50);

-- Records a cost and adds it to what its principal has spent, in one round trip: either both happen
-- or neither. The principal's row is locked from here to the end of the transaction, so costs of
-- one principal are recorded one after the other. A new day or month begins its sum anew; a cost of
-- a day or month that is over is recorded, but is no part of a later one's sum.
CREATE FUNCTION sark_v2.record_cost(at timestamptz, principal varchar, resource varchar,
                                    capability varchar, estimated numeric, actual numeric,
                                    about jsonb,
                                    OUT spent_today numeric, OUT spent_this_month numeric)
LANGUAGE plpgsql
AS $function$
BEGIN
    INSERT INTO sark_v2.cost_tracking
        ("timestamp", principal_id, resource_id, capability_id, estimated_cost, actual_cost,
         metadata)
    VALUES (at, principal, resource, capability, estimated, actual, about);

    INSERT INTO sark_v2.principal_budgets AS kept
        (principal_id, daily_spent, monthly_spent, last_daily_reset, last_monthly_reset)
    VALUES (principal, actual, actual, date_trunc('day', at, 'UTC'), date_trunc('month', at, 'UTC'))
    ON CONFLICT (principal_id) DO UPDATE SET
        daily_spent =
            CASE WHEN excluded.last_daily_reset > kept.last_daily_reset THEN 0
                 ELSE kept.daily_spent END
            + CASE WHEN excluded.last_daily_reset < kept.last_daily_reset THEN 0
                   ELSE excluded.daily_spent END,
        monthly_spent =
            CASE WHEN excluded.last_monthly_reset > kept.last_monthly_reset THEN 0
                 ELSE kept.monthly_spent END
            + CASE WHEN excluded.last_monthly_reset < kept.last_monthly_reset THEN 0
                   ELSE excluded.monthly_spent END,
        last_daily_reset = greatest(kept.last_daily_reset, excluded.last_daily_reset),
        last_monthly_reset = greatest(kept.last_monthly_reset, excluded.last_monthly_reset)
    RETURNING daily_spent, monthly_spent INTO spent_today, spent_this_month;
END
$function$;
