DROP TABLE sark_v2.cost_tracking;
DROP SEQUENCE sark_v2.cost_tracking_id_seq;
DROP TABLE sark_v2.audit_events;
