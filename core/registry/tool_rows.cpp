#include "core/registry/tool_rows.hpp"

#include <utility>

#include "core/registry/array_literal.hpp"

namespace sark {
namespace {

constexpr const char* insert_tools =
    "INSERT INTO sark_api.mcp_tools (server_id, id, name, description, sensitivity_level, "
    "parameters_schema, signature, requires_approval, created_at, updated_at) "
    "SELECT t.server_id::uuid, coalesce(nullif(t.id, '')::uuid, gen_random_uuid()), t.name, "
    "nullif(t.description, ''), coalesce(nullif(t.sensitivity_level, ''), 'medium'), "
    "t.parameters::jsonb, nullif(t.signature, ''), t.approval::boolean, now(), now() "
    "FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], "
    "$7::text[], $8::text[]) AS t(server_id, id, name, description, sensitivity_level, "
    "parameters, signature, approval)";

}  // namespace

void ToolRows::add(const std::string& server_id, const std::vector<Tool>& tools) {
    for (const Tool& tool : tools) {
        server_ids_.push_back(server_id);
        ids_.push_back(tool.id);
        names_.push_back(tool.name);
        descriptions_.push_back(tool.description);
        levels_.push_back(tool.sensitivity_level);
        parameters_.push_back(tool.parameters_json);
        signatures_.push_back(tool.signature);
        approvals_.emplace_back(tool.requires_approval ? "t" : "f");
    }
}

Result<void> ToolRows::insert(postgres::Session& session) const {
    if (ids_.empty())
        return {};
    auto added = session.execute_prepared(
        "insert_tools", insert_tools,
        {array_literal(server_ids_), array_literal(ids_), array_literal(names_),
         array_literal(descriptions_), array_literal(levels_), array_literal(parameters_),
         array_literal(signatures_), array_literal(approvals_)});
    if (!added)
        return std::move(added).error();
    return {};
}

}  // namespace sark
