DROP TABLE sark_partitions.capabilities_whole;
DROP TABLE sark_partitions.resources_whole;
DROP SCHEMA sark_partitions;
