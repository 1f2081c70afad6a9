-- S001-TBL-05..08, the time series. The next two steps make them partitioned tables or hypertables,
-- and the primary keys come after that. duration_ms is not an integer as in the seed: it could not
-- hold the sub-millisecond part of a 2 ms target (E-15).
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

-- S001-TBL-08 names the following without columns: siem_events follow the audit event's fields, and
-- api_logs have what hourly_api_metrics asks for.
CREATE TABLE sark_audit.siem_events (
    "time"        timestamptz NOT NULL DEFAULT now(),
    event_id      uuid NOT NULL DEFAULT gen_random_uuid(),
    event_type    varchar(100) NOT NULL,
    severity      varchar(20) NOT NULL DEFAULT 'low'
                  CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    user_id       uuid,
    resource_type varchar(100),
    resource_id   varchar(255),
    action        varchar(100),
    status        varchar(50),
    ip_address    inet,
    details       jsonb,
    destination   varchar(100) NOT NULL DEFAULT 'default',
    attempts      integer NOT NULL DEFAULT 0,
    forwarded_at  timestamptz
);

-- S001-TBL-07.
CREATE TABLE sark_audit.metrics (
    "time"      timestamptz NOT NULL DEFAULT now(),
    metric_name varchar(100),
    value       double precision
);

CREATE TABLE sark_audit.high_volume_metrics (
    "time"      timestamptz NOT NULL DEFAULT now(),
    metric_name varchar(100),
    value       double precision
);

CREATE TABLE sark_audit.low_volume_metrics (
    "time"      timestamptz NOT NULL DEFAULT now(),
    metric_name varchar(100),
    value       double precision
);

CREATE TABLE sark_audit.api_logs (
    "time"      timestamptz NOT NULL DEFAULT now(),
    request_id  uuid NOT NULL DEFAULT gen_random_uuid(),
    method      varchar(10) NOT NULL,
    path        varchar(500) NOT NULL,
    user_id     uuid,
    status      integer NOT NULL,
    duration_ms double precision NOT NULL
);
