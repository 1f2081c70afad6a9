DROP TABLE sark_v2.federation_nodes;
DROP TABLE sark_v2.capabilities;
DROP TABLE sark_v2.resources;
DROP SCHEMA sark_v2;
