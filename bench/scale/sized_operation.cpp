#include "bench/scale/sized_operation.hpp"

namespace sark::bench {

std::string_view name_of(SizedOperation::Kind kind) noexcept {
    switch (kind) {
        case SizedOperation::Kind::look_up:
            return "look-up";
        case SizedOperation::Kind::aggregation:
            return "aggregation";
        case SizedOperation::Kind::insert:
            break;
    }
    return "insert";
}

std::vector<SizedOperation> sized_operations() {
    using Kind = SizedOperation::Kind;
    using workloads::Entity;
    return {
        {"resource_by_id",
         Kind::look_up,
         "a resource by its key",
         "SELECT * FROM sark_v2.resources WHERE id = $1",
         {Entity::resource}},
        {"capabilities_by_resource",
         Kind::look_up,
         "the capabilities of a resource",
         "SELECT * FROM sark_v2.capabilities WHERE resource_id = $1",
         {Entity::resource}},
        {"resources_by_protocol",
         Kind::look_up,
         "100 resources of a protocol that 30 % have",
         "SELECT * FROM sark_v2.resources WHERE protocol = 'http' LIMIT 100",
         {}},
        {"rare_protocol",
         Kind::look_up,
         "100 resources of a protocol that 1 % have",
         "SELECT * FROM sark_v2.resources WHERE protocol = 'a2a' LIMIT 100",
         {}},
        {"resources_by_metadata",
         Kind::look_up,
         "100 resources by metadata (@>)",
         "SELECT * FROM sark_v2.resources WHERE metadata @> '{\"transport\": \"stdio\"}' LIMIT 100",
         {}},
        {"latest_events",
         Kind::look_up,
         "a principal's latest 50 audit events",
         "SELECT * FROM sark_v2.audit_events WHERE principal_id = $1 ORDER BY \"timestamp\" DESC "
         "LIMIT 50",
         {Entity::principal},
         0},
        {"protocol_count",
         Kind::aggregation,
         "resources per protocol",
         "SELECT protocol, count(*) FROM sark_v2.resources GROUP BY protocol",
         {}},
        {"cross_protocol_count",
         Kind::aggregation,
         "capabilities per protocol (join)",
         "SELECT r.protocol, count(c.id) FROM sark_v2.resources r LEFT JOIN sark_v2.capabilities c "
         "ON c.resource_id = r.id GROUP BY r.protocol",
         {}},
        {"daily_cost",
         Kind::aggregation,
         "cost per day, raw",
         "SELECT date_trunc('day', \"timestamp\"), sum(actual_cost), count(*) "
         "FROM sark_v2.cost_tracking WHERE \"timestamp\" >= now() - interval '30 days' GROUP BY 1",
         {}},
        {"daily_cost_summary",
         Kind::aggregation,
         "cost per day, from the summary",
         "SELECT day, sum(total_cost), sum(invocations) FROM sark_v2.daily_cost_summary "
         "WHERE day >= now() - interval '30 days' GROUP BY day",
         {}},
        {"hourly_cost",
         Kind::aggregation,
         "one of 1,000 principals' cost per hour, raw",
         "SELECT date_trunc('hour', \"timestamp\"), sum(actual_cost), count(*) "
         "FROM sark_v2.cost_tracking WHERE \"timestamp\" >= now() - interval '7 days' "
         "AND principal_id = $1 GROUP BY 1",
         {Entity::principal},
         0},
        {"hourly_cost_summary",
         Kind::aggregation,
         "the same from the summary",
         "SELECT hour, total_cost, invocations FROM sark_v2.hourly_cost_by_principal "
         "WHERE principal_id = $1 AND hour >= now() - interval '7 days'",
         {Entity::principal},
         0},
        {"resource_insert",
         Kind::insert,
         "a resource, committed",
         "INSERT INTO sark_v2.resources (id, name, protocol, endpoint, metadata) "
         "SELECT 'scale-' || key, 'scale-' || key, 'mcp', 'https://scale.example.test', "
         "'{\"transport\": \"stdio\"}' FROM (SELECT gen_random_uuid()::text AS key) AS made",
         {}},
        {"cost_insert",
         Kind::insert,
         "a cost record, committed",
         "INSERT INTO sark_v2.cost_tracking (principal_id, resource_id, capability_id, "
         "estimated_cost, actual_cost) VALUES ($1, $2, $3, 1, 1)",
         {Entity::principal, Entity::resource, Entity::capability}},
        {"audit_insert",
         Kind::insert,
         "an audit event, committed",
         "INSERT INTO sark_v2.audit_events (event_type, principal_id, principal_org, resource_id, "
         "capability_id, decision, correlation_id) VALUES ('cross_org_request', $1, 'org-alpha', "
         "$2, $3, 'allow', gen_random_uuid()::text)",
         {Entity::principal, Entity::resource, Entity::capability}},
        {"audit_insert_batch",
         Kind::insert,
         "100 audit events in one statement, committed",
         "INSERT INTO sark_v2.audit_events (event_type, principal_id, principal_org, resource_id, "
         "capability_id, decision, correlation_id) SELECT 'cross_org_request', $1, 'org-alpha', "
         "$2, $3, 'allow', gen_random_uuid()::text FROM generate_series(1, 100)",
         {Entity::principal, Entity::resource, Entity::capability},
         100},
    };
}

workloads::DatasetSpec dataset_of_size(std::uint64_t size) noexcept {
    workloads::DatasetSpec dataset;
    dataset.resources = size;
    dataset.capabilities_per_resource = 1;
    dataset.principals = 1'000;
    dataset.cost_rows = size;
    dataset.audit_rows = size;
    return dataset;
}

}  // namespace sark::bench
