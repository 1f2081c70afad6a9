DROP TABLE sark_api.audit_events;
