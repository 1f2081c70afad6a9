#include "reports/planning/reference_sizes.hpp"

#include <algorithm>
#include <array>

namespace sark::reports::planning {

namespace {

struct Reference {
    std::string_view name;
    double bytes;
};

/// Measured by this program: PostgreSQL 15.20, `seed` of sark_api with 20,000 servers and 500,000
/// audit events, index set seed; Redis 7.0.15, growth of used_memory over 17,403 decisions of
/// `serve` with their index sets.
constexpr std::array<Reference, 3> rows = {{
    {"audit_events", 461.0},
    {"mcp_servers", 790.0},
    {"mcp_tools", 336.0},
}};
constexpr std::string_view decisions = "policy:decision";
constexpr std::array<Reference, 1> entries = {{{decisions, 710.0}}};
constexpr double unknown_entry_bytes = 1024.0;
constexpr double rows_enough = 1000.0;

const MeasuredSize* found_in(const std::vector<MeasuredSize>& sizes, std::string_view name) {
    const auto found = std::ranges::find_if(sizes, [&](const MeasuredSize& size) {
        return size.name == name && size.count >= rows_enough;
    });
    return found == sizes.end() ? nullptr : &*found;
}

/// What the index sets of users and tools add to each of so many decisions.
double index_bytes(const std::vector<MeasuredSize>& sizes, double drawn_decisions) {
    const auto index = std::ranges::find(sizes, "policy:index", &MeasuredSize::name);
    return index == sizes.end() ? 0.0 : index->bytes * index->count / drawn_decisions;
}

}  // namespace

Figure row_size(const std::vector<MeasuredSize>& sizes, std::string_view table) {
    if (const MeasuredSize* size = found_in(sizes, table))
        return measured(size->bytes, "B", size->source);
    const auto known = std::ranges::find(rows, table, &Reference::name);
    return {known->bytes, "B", Origin::reference,
            "PostgreSQL 15, seeded rows with the seed index set; give --dsn to measure"};
}

Figure entry_size(const std::vector<MeasuredSize>& sizes, std::string_view prefix) {
    const auto found = std::ranges::find(sizes, prefix, &MeasuredSize::name);
    if (found != sizes.end()) {
        const double share = prefix == decisions ? index_bytes(sizes, found->count) : 0.0;
        return measured(found->bytes + share, "B",
                        found->source + (share > 0.0 ? ", with their index sets" : ""));
    }
    const auto known = std::ranges::find(entries, prefix, &Reference::name);
    if (known == entries.end())
        return assumed(unknown_entry_bytes, "B", "nobody measured such a key; give --redis");
    return {known->bytes, "B", Origin::reference,
            "Redis 7.0, decisions of the reference core; give --redis to measure"};
}

Figure tools_per_server(const std::vector<MeasuredSize>& sizes) {
    const MeasuredSize* tools = found_in(sizes, "mcp_tools");
    const MeasuredSize* servers = found_in(sizes, "mcp_servers");
    if (tools != nullptr && servers != nullptr)
        return measured(tools->count / servers->count, "tools", tools->source);
    return assumed(5.0, "tools", "as the seeder has them by default; give --dsn to measure");
}

}  // namespace sark::reports::planning
