DROP TABLE sark_partitions.capabilities_by_id;
DROP TABLE sark_partitions.resources_by_id;
