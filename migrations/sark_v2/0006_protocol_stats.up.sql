-- S000-MV-01. The index is UNIQUE, which the seed's is not: REFRESH ... CONCURRENTLY needs that.
CREATE MATERIALIZED VIEW sark_v2.mv_protocol_stats AS
SELECT
    r.protocol,
    count(DISTINCT r.id) AS resource_count,
    count(c.id) AS capability_count,
    count(DISTINCT c.id) AS unique_capabilities
FROM sark_v2.resources r
LEFT JOIN sark_v2.capabilities c ON c.resource_id = r.id
GROUP BY r.protocol;

CREATE UNIQUE INDEX mv_protocol_stats_protocol_idx ON sark_v2.mv_protocol_stats (protocol);
