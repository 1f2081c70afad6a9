#pragma once

#include <span>
#include <string_view>

#include "core/base/time.hpp"

namespace sark {

/// How long a decision is kept in L2, by the sensitivity level of its tool; zero: not at all.
struct TtlTable {
    Nanos low{};
    Nanos medium{};
    Nanos high{};
    Nanos critical{};
    Nanos other{};  ///< No tool, or none of the four levels.

    [[nodiscard]] Nanos of(std::string_view level) const noexcept;
    [[nodiscard]] Nanos longest() const noexcept;
    [[nodiscard]] static TtlTable flat(Nanos ttl) noexcept { return {ttl, ttl, ttl, ttl, ttl}; }
};

/// A table of SARK's documents that can be chosen by name.
struct NamedTtlTable {
    std::string_view name;
    TtlTable table;
    std::string_view summary;
};

/// `seed` (60 s for all, S003-CACHE-02), `upstream`, `documented` and `gateway` (SARK-UPSTREAM
/// sections 2 and 3).
[[nodiscard]] std::span<const NamedTtlTable> ttl_tables() noexcept;
/// Null when there is none of that name.
[[nodiscard]] const TtlTable* find_ttl_table(std::string_view name) noexcept;

}  // namespace sark
