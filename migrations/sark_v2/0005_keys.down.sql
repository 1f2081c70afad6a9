ALTER SEQUENCE sark_v2.cost_tracking_id_seq OWNED BY NONE;
ALTER TABLE sark_v2.cost_tracking DROP CONSTRAINT cost_tracking_pkey;
ALTER TABLE sark_v2.audit_events DROP CONSTRAINT audit_events_pkey;
