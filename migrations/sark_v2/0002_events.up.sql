-- Time-series columns (S000-TBL-03, -04). The next two steps make them partitioned tables or
-- hypertables, and the primary keys, which must hold the time column then (E-04), come with the
-- indexes.
CREATE TABLE sark_v2.audit_events (
    id                uuid NOT NULL DEFAULT gen_random_uuid(),
    "timestamp"       timestamptz NOT NULL DEFAULT now(),
    event_type        text NOT NULL
                      CHECK (event_type IN ('server_registered', 'server_updated',
                             'server_decommissioned', 'tool_invoked', 'authorization_allowed',
                             'authorization_denied', 'policy_created', 'policy_updated',
                             'policy_activated', 'user_login', 'user_logout',
                             'security_violation', 'configuration_changed', 'cross_org_request',
                             'cross_org_authorization', 'cost_limit_exceeded',
                             'federation_node_trusted', 'federation_node_revoked')),
    severity          text NOT NULL DEFAULT 'low'
                      CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    principal_id      varchar(255),
    principal_type    varchar(50),
    principal_org     varchar(255),
    resource_id       varchar(255),
    resource_protocol varchar(50),
    capability_id     varchar(255),
    decision          varchar(20),
    correlation_id    varchar(100),
    source_node       varchar(255),
    target_node       varchar(255),
    estimated_cost    numeric(10, 4),
    actual_cost       numeric(10, 4),
    details           jsonb NOT NULL DEFAULT '{}'
);

CREATE SEQUENCE sark_v2.cost_tracking_id_seq;
CREATE TABLE sark_v2.cost_tracking (
    id             bigint NOT NULL DEFAULT nextval('sark_v2.cost_tracking_id_seq'),
    "timestamp"    timestamptz NOT NULL DEFAULT now(),
    principal_id   varchar(255) NOT NULL,
    resource_id    varchar(255) NOT NULL,
    capability_id  varchar(255),
    estimated_cost numeric(10, 4),
    actual_cost    numeric(10, 4),
    metadata       jsonb NOT NULL DEFAULT '{}'
);
