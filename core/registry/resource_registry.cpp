#include "core/registry/resource_registry.hpp"

#include <utility>

#include "core/postgres/connection_pool.hpp"
#include "core/registry/array_literal.hpp"

namespace sark {
namespace {

using postgres::Values;

constexpr const char* insert_resource =
    "INSERT INTO sark_v2.resources (id, name, protocol, endpoint, sensitivity_level, metadata, "
    "created_at, updated_at) VALUES ($1, $2, $3, $4, coalesce(nullif($5, ''), 'medium'), "
    "$6::jsonb, now(), now())";

constexpr const char* insert_capabilities =
    "INSERT INTO sark_v2.capabilities (id, resource_id, name, description, sensitivity_level, "
    "metadata) SELECT c.id, $1, c.name, nullif(c.description, ''), "
    "coalesce(nullif(c.sensitivity_level, ''), 'medium'), c.metadata::jsonb "
    "FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) "
    "AS c(id, name, description, sensitivity_level, metadata)";

constexpr const char* select_resource =
    "SELECT id, name, protocol, endpoint, sensitivity_level, metadata FROM sark_v2.resources "
    "WHERE id = $1";

constexpr const char* select_capabilities =
    "SELECT id, name, coalesce(description, ''), sensitivity_level, metadata "
    "FROM sark_v2.capabilities WHERE resource_id = $1 ORDER BY id";

Result<void> add_capabilities(postgres::Session& session, const std::string& resource_id,
                              const std::vector<Capability>& capabilities) {
    std::vector<std::string> ids, names, descriptions, levels, metadata;
    for (const Capability& capability : capabilities) {
        ids.push_back(capability.id);
        names.push_back(capability.name);
        descriptions.push_back(capability.description);
        levels.push_back(capability.sensitivity_level);
        metadata.push_back(capability.metadata_json);
    }
    auto added = session.execute_prepared(
        "insert_capabilities", insert_capabilities,
        {resource_id, array_literal(ids), array_literal(names), array_literal(descriptions),
         array_literal(levels), array_literal(metadata)});
    if (!added)
        return std::move(added).error();
    return {};
}

}  // namespace

Result<void> ResourceRegistry::register_resource(const Resource& resource,
                                                 const std::vector<Capability>& capabilities) {
    auto lease = pool_.acquire();
    if (!lease)
        return std::move(lease).error();
    postgres::Session& session = **lease;
    return session.transaction([&]() -> Result<void> {
        auto added = session.execute_prepared(
            "insert_resource", insert_resource,
            {resource.id, resource.name, resource.protocol, resource.endpoint,
             resource.sensitivity_level, resource.metadata_json});
        if (!added)
            return std::move(added).error();
        return capabilities.empty() ? Result<void>()
                                    : add_capabilities(session, resource.id, capabilities);
    });
}

Result<Resource> ResourceRegistry::resource_by_id(const std::string& id) {
    auto lease = reads_.acquire();
    if (!lease)
        return std::move(lease).error();
    auto found = (*lease)->execute_prepared("select_resource", select_resource, {id});
    if (!found)
        return std::move(found).error();
    if (found->empty())
        return Error{Errc::not_found, "there is no resource " + id, "", ""};
    const Values& row = found->rows.front();
    return Resource{row[0].value_or(""), row[1].value_or(""), row[2].value_or(""),
                    row[3].value_or(""), row[4].value_or(""), row[5].value_or("{}")};
}

Result<std::vector<Capability>> ResourceRegistry::capabilities_of(const std::string& resource_id) {
    auto lease = reads_.acquire();
    if (!lease)
        return std::move(lease).error();
    auto found =
        (*lease)->execute_prepared("select_capabilities", select_capabilities, {resource_id});
    if (!found)
        return std::move(found).error();
    std::vector<Capability> capabilities;
    for (const Values& row : found->rows)
        capabilities.push_back({row[0].value_or(""), row[1].value_or(""), row[2].value_or(""),
                                row[3].value_or(""), row[4].value_or("{}")});
    return capabilities;
}

}  // namespace sark
