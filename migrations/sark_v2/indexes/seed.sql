-- Redundant as the seed writes them (E-22): node_id is UNIQUE, and the key of cost_tracking begins
-- with the timestamp (a hypertable has an index on it of its own besides).
CREATE INDEX idx_cost_timestamp ON sark_v2.cost_tracking ("timestamp" DESC);
CREATE INDEX idx_federation_nodes_node_id ON sark_v2.federation_nodes (node_id);
