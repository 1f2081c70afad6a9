-- S001-TBL-05, -06. The next two steps make them partitioned tables or hypertables; the primary
-- keys come with the indexes. duration_ms is not an integer as in the seed: it could not hold the
-- sub-millisecond part of a 2 ms target (E-15).
CREATE SCHEMA sark_audit;

CREATE TABLE sark_audit.audit_events (
    "time"        timestamptz NOT NULL DEFAULT now(),
    event_id      uuid NOT NULL DEFAULT gen_random_uuid(),
    event_type    varchar(100) NOT NULL,
    user_id       uuid,
    resource_type varchar(100),
    resource_id   varchar(255),
    action        varchar(100),
    status        varchar(50),
    ip_address    inet,
    details       jsonb
);

CREATE TABLE sark_audit.policy_evaluations (
    "time"        timestamptz NOT NULL DEFAULT now(),
    evaluation_id uuid NOT NULL DEFAULT gen_random_uuid(),
    policy_name   varchar(255),
    user_id       uuid,
    action        varchar(100),
    resource      varchar(255),
    decision      boolean,
    cache_hit     boolean,
    duration_ms   double precision
);
