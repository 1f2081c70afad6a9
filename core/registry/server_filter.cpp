#include "core/registry/server_filter.hpp"

#include <utility>

#include "core/registry/array_literal.hpp"

namespace sark {
namespace {

/// A LIKE pattern for texts that hold this one; its own % and _ stand for themselves.
std::string containing(std::string_view text) {
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\')
            pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

}  // namespace

Conditions::Conditions(const ServerFilter& filter) {
    add_choice("_status", "status", filter.statuses);
    add_choice("_level", "sensitivity_level", filter.sensitivities);
    if (!filter.team_id.empty())
        add("_team", "team_id = ?::uuid", {filter.team_id});
    if (!filter.owner_id.empty())
        add("_owner", "owner_id = ?::uuid", {filter.owner_id});
    // One parameter for several tags: their number must not be part of the statement.
    if (!filter.tags.empty() && filter.match_all_tags)
        add("_alltags", "jsonb_exists_all(tags, ?::text[])", {array_literal(filter.tags)});
    else if (!filter.tags.empty())
        add("_tags", "jsonb_exists_any(tags, ?::text[])", {array_literal(filter.tags)});
    if (!filter.search.empty()) {
        const std::string pattern = containing(filter.search);
        add("_search", "(name ILIKE ? OR description ILIKE ?)", {pattern, pattern});
    }
}

void Conditions::add(std::string_view mark, std::string_view sql, postgres::Values parameters) {
    shape_ += mark;
    where_ += where_.empty() ? " WHERE " : " AND ";
    auto next = parameters.begin();
    for (const char c : sql) {
        if (c == '?')
            where_ += parameter(std::move(*next++).value_or(""));
        else
            where_ += c;
    }
}

void Conditions::add_choice(std::string_view mark, std::string_view column,
                            const std::vector<std::string>& values) {
    // Equality keeps the order of an index on (column, created_at), which = ANY loses.
    if (values.size() == 1)
        add(mark, std::string(column) + " = ?", {values.front()});
    else if (!values.empty())
        add(std::string(mark) + "s", std::string(column) + " = ANY(?::text[])",
            {array_literal(values)});
}

std::string Conditions::parameter(std::string value) {
    parameters_.emplace_back(std::move(value));
    return "$" + std::to_string(parameters_.size());
}

}  // namespace sark
