#include <array>

#include "migrations/seed/table_plan.hpp"

namespace sark::migrations {
namespace {

using workloads::Entity;
using Id = std::array<char, 40>;

constexpr std::array<std::string_view, 4> event_types = {
    "tool_invoked", "authorization_allowed", "authorization_denied", "cross_org_request"};
constexpr std::array<std::string_view, 4> severities = {"low", "low", "medium", "high"};
constexpr std::array<std::string_view, 5> organisations = {"org-alpha", "org-beta", "org-gamma",
                                                           "org-delta", "org-epsilon"};

/// As reference(), for columns that may not be NULL.
void required(Row& row, const SeedContext& context, Entity entity, std::uint64_t bits) {
    if (workloads::count_of(context.dataset, entity) == 0)
        row.text("none");
    else
        put_reference(row, context, entity, bits);
}

void fill_resource(const SeedContext& context, std::uint64_t index, Row& row) {
    Id id;
    Id name;
    const auto seed = context.dataset.seed;
    const auto resource = workloads::write_name(Entity::resource, index, name);
    const auto created = context.created_at(Entity::resource, index);
    row.text(workloads::write_id(seed, Entity::resource, index, id))
        .text(resource)
        .text(workloads::protocol_of(context.dataset, index))
        .text("https://", resource, ".example.test")
        .text(workloads::sensitivity_of(seed, Entity::resource, index));
    put_metadata(row, context, row_draw(context, "resources", index, 0));
    row.time(created).time(created);
}

void fill_capability(const SeedContext& context, std::uint64_t index, Row& row) {
    Id id;
    Id resource;
    Id name;
    const auto seed = context.dataset.seed;
    const auto capability = workloads::write_name(Entity::capability, index, name);
    row.text(workloads::write_id(seed, Entity::capability, index, id))
        .text(workloads::write_id(seed, Entity::resource,
                                  index / context.dataset.capabilities_per_resource, resource))
        .text(capability)
        .text("Seeded ", capability)
        .text(R"({"type":"object"})")
        .text(R"({"type":"object"})")
        .text(workloads::sensitivity_of(seed, Entity::capability, index));
    put_metadata(row, context, row_draw(context, "capabilities", index, 0));
}

// Every node is enabled: whoever looks one up by its computed id finds it.
void fill_node(const SeedContext& context, std::uint64_t index, Row& row) {
    std::array<char, 36> id;
    Id node;
    Id name;
    const auto seed = context.dataset.seed;
    const auto label = workloads::write_name(Entity::federation_node, index, name);
    const auto created = context.created_at(Entity::federation_node, index);
    row.text(workloads::write_uuid(seed, Entity::federation_node, index, id))
        .text(workloads::write_id(seed, Entity::federation_node, index, node))
        .text(label)
        .text("https://", label, ".example.test")
        .text("seeded: no certificate")
        .boolean(true)
        .time(created);
    put_metadata(row, context, row_draw(context, "federation_nodes", index, 0));
    row.time(created).time(created);
}

void fill_event(const SeedContext& context, std::uint64_t index, Row& row) {
    constexpr std::string_view table = "sark_v2.audit_events";
    std::array<char, 36> id;
    std::array<char, 36> correlation;
    const auto& data = context.dataset;
    const auto bits = row_draw(context, table, index, 0);
    const auto type = pick(event_types, bits);
    const auto resource = row_draw(context, table, index, 1);
    const auto cost = row_draw(context, table, index, 2) % 50'000;
    row.text(workloads::write_uuid(row_draw(context, table, 0, 9), Entity::principal, index, id))
        .time(context.happened_at(index, data.audit_rows))
        .text(type)
        .text(pick(severities, bits >> 8U));
    put_owner(row, context, Entity::principal, row_draw(context, table, index, 3));
    row.text("user").text(pick(organisations, bits >> 16U));
    put_reference(row, context, Entity::resource, resource);
    if (data.resources == 0)
        row.null();
    else
        row.text(workloads::protocol_of(data, resource % data.resources));
    put_reference(row, context, Entity::capability, row_draw(context, table, index, 4));
    row.text(type == "authorization_denied" ? "deny" : "allow");
    if (type == "cross_org_request") {
        row.text(workloads::write_uuid(row_draw(context, table, 0, 10), Entity::principal, index,
                                       correlation));
        put_reference(row, context, Entity::federation_node, row_draw(context, table, index, 5));
        put_reference(row, context, Entity::federation_node, row_draw(context, table, index, 6));
    } else {
        row.null().null().null();
    }
    row.decimal(cost).decimal(cost).text(R"({"source":"seed"})");
}

void fill_cost(const SeedContext& context, std::uint64_t index, Row& row) {
    constexpr std::string_view table = "cost_tracking";
    const auto cost = row_draw(context, table, index, 0) % 50'000;
    row.number(index + 1).time(context.happened_at(index, context.dataset.cost_rows));
    if (context.dataset.principals == 0)
        row.text("none");
    else
        put_owner(row, context, Entity::principal, row_draw(context, table, index, 1));
    required(row, context, Entity::resource, row_draw(context, table, index, 2));
    put_reference(row, context, Entity::capability, row_draw(context, table, index, 3));
    row.decimal(cost + cost / 10).decimal(cost).text(R"({"source":"seed"})");
}

}  // namespace

std::vector<TablePlan> plan_v2(const workloads::DatasetSpec& dataset) {
    const std::string system = "sark_v2";
    std::vector<TablePlan> plans;
    const auto add = [&](const char* table, std::vector<std::string> columns, std::uint64_t rows,
                         bool grows, decltype(TablePlan::fill) fill) {
        plans.push_back({system, system + "." + table, std::move(columns), rows, grows, fill});
    };
    add("resources",
        {"id", "name", "protocol", "endpoint", "sensitivity_level", "metadata", "created_at",
         "updated_at"},
        dataset.resources, false, fill_resource);
    add("capabilities",
        {"id", "resource_id", "name", "description", "input_schema", "output_schema",
         "sensitivity_level", "metadata"},
        workloads::count_of(dataset, Entity::capability), false, fill_capability);
    add("federation_nodes",
        {"id", "node_id", "name", "endpoint", "trust_anchor_cert", "enabled", "trusted_since",
         "metadata", "created_at", "updated_at"},
        dataset.federation_nodes, false, fill_node);
    add("audit_events",
        {"id", "timestamp", "event_type", "severity", "principal_id", "principal_type",
         "principal_org", "resource_id", "resource_protocol", "capability_id", "decision",
         "correlation_id", "source_node", "target_node", "estimated_cost", "actual_cost",
         "details"},
        dataset.audit_rows, true, fill_event);
    add("cost_tracking",
        {"id", "timestamp", "principal_id", "resource_id", "capability_id", "estimated_cost",
         "actual_cost", "metadata"},
        dataset.cost_rows, true, fill_cost);
    return plans;
}

}  // namespace sark::migrations
