-- The audit trail's columns. The next two steps make it a partitioned table or a hypertable, and
-- the primary key, which must hold the time column then (E-04), comes with the indexes.
CREATE TABLE sark_api.audit_events (
    id                   uuid NOT NULL DEFAULT gen_random_uuid(),
    "timestamp"          timestamptz NOT NULL DEFAULT now(),
    event_type           text NOT NULL
                         CHECK (event_type IN ('server_registered', 'server_updated',
                                'server_decommissioned', 'tool_invoked', 'authorization_allowed',
                                'authorization_denied', 'policy_created', 'policy_updated',
                                'policy_activated', 'user_login', 'user_logout',
                                'security_violation', 'configuration_changed')),
    severity             text NOT NULL DEFAULT 'low'
                         CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    user_id              uuid,
    user_email           varchar(255),
    server_id            uuid,
    tool_name            varchar(255),
    decision             varchar(20),
    policy_id            uuid,
    ip_address           varchar(45),
    user_agent           varchar(500),
    request_id           varchar(100),
    details              jsonb NOT NULL DEFAULT '{}',
    principal_type       varchar(50),
    principal_attributes jsonb,
    resource_type        varchar(100),
    action_operation     varchar(100),
    action_parameters    jsonb,
    policy_version       varchar(50),
    environment          varchar(50),
    success              boolean,
    error_message        varchar(500),
    latency_ms           double precision,
    cost                 double precision,
    retention_until      timestamptz,
    siem_forwarded       timestamptz
);
