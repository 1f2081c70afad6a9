#include <array>

#include "migrations/seed/table_plan.hpp"

namespace sark::migrations {
namespace {

using workloads::Entity;
using Id = std::array<char, 40>;

/// The same rows for every variant, with the keys of sark_v2's.
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
    row.text(workloads::write_id(seed, Entity::capability, index, id))
        .text(workloads::write_id(seed, Entity::resource,
                                  index / context.dataset.capabilities_per_resource, resource))
        .text(workloads::write_name(Entity::capability, index, name))
        .text(workloads::sensitivity_of(seed, Entity::capability, index));
    put_metadata(row, context, row_draw(context, "capabilities", index, 0));
}

/// Where the key of a resource holds its protocol, so does what refers to it.
void fill_capability_of_protocol(const SeedContext& context, std::uint64_t index, Row& row) {
    fill_capability(context, index, row);
    row.text(
        workloads::protocol_of(context.dataset, index / context.dataset.capabilities_per_resource));
}

}  // namespace

std::vector<TablePlan> plan_partitions(const workloads::DatasetSpec& dataset) {
    const std::string system = "sark_partitions";
    const std::vector<std::string> resource = {
        "id",       "name",       "protocol",  "endpoint", "sensitivity_level",
        "metadata", "created_at", "updated_at"};
    const std::vector<std::string> capability = {"id", "resource_id", "name", "sensitivity_level",
                                                 "metadata"};
    std::vector<std::string> with_protocol = capability;
    with_protocol.emplace_back("protocol");
    std::vector<TablePlan> plans;
    for (const char* variant : {"whole", "by_protocol_hash", "by_protocol", "by_id"}) {
        const bool keyed = std::string_view(variant).starts_with("by_protocol");
        plans.push_back({system, system + ".resources_" + variant, resource, dataset.resources,
                         false, fill_resource});
        plans.push_back({system, system + ".capabilities_" + variant,
                         keyed ? with_protocol : capability,
                         workloads::count_of(dataset, Entity::capability), false,
                         keyed ? fill_capability_of_protocol : fill_capability});
    }
    return plans;
}

}  // namespace sark::migrations
