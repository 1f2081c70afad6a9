#include "core/policy/ttl_table.hpp"

#include <algorithm>
#include <array>

namespace sark {

namespace {

using namespace std::chrono_literals;

constexpr std::array<NamedTtlTable, 4> tables{{
    {"seed", {60s, 60s, 60s, 60s, 60s}, "60 s for every level (S003-CACHE-02)"},
    // Upstream's own table speaks of public, internal and confidential, which are no levels of its
    // API: all but critical get its default.
    {"upstream", {120s, 120s, 120s, 60s, 120s}, "what upstream's code comes to"},
    {"documented", {300s, 180s, 60s, 30s, 120s}, "upstream's documents"},
    {"gateway", {1'800s, 300s, 60s, 0s, 300s}, "what the gateway tells its callers"},
}};

}  // namespace

Nanos TtlTable::of(std::string_view level) const noexcept {
    if (level == "low")
        return low;
    if (level == "medium")
        return medium;
    if (level == "high")
        return high;
    return level == "critical" ? critical : other;
}

Nanos TtlTable::longest() const noexcept {
    return std::max({low, medium, high, critical, other});
}

std::span<const NamedTtlTable> ttl_tables() noexcept {
    return tables;
}

const TtlTable* find_ttl_table(std::string_view name) noexcept {
    const auto found = std::find_if(tables.begin(), tables.end(),
                                    [&](const NamedTtlTable& each) { return each.name == name; });
    return found == tables.end() ? nullptr : &found->table;
}

}  // namespace sark
