ALTER TABLE sark_api.audit_events DROP CONSTRAINT audit_events_pkey;
