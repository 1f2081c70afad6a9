#include "migrations/migrated_systems.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/postgres/session.hpp"
#include "migrations/ledger.hpp"
#include "migrations/migrator.hpp"

namespace sark::migrations {
namespace {

constexpr const char* how_to_migrate = "run \"sark-bench migrate up\" first";

template <class Range>
bool holds(const Range& range, const std::string& value) {
    return std::find(std::begin(range), std::end(range), value) != std::end(range);
}

}  // namespace

Result<std::vector<std::string>> migrated_systems(postgres::Session& session,
                                                  const std::vector<std::string>& named) {
    const auto ours = has_marker(session);
    if (!ours)
        return ours.error();
    if (!*ours)
        return Error{Errc::unsafe,
                     "the database does not carry sark-bench's marker: left untouched", "",
                     how_to_migrate};
    const auto ledger = read_ledger(session);
    if (!ledger)
        return ledger.error();
    std::set<std::string> migrated;
    for (const auto& [key, checksum] : *ledger) migrated.insert(key.first);
    for (const auto& system : named) {
        if (!holds(systems, system))
            return Error{Errc::invalid_argument, fmt::format("unknown system \"{}\"", system), "",
                         fmt::format("systems are {}", fmt::join(systems, ", "))};
        if (migrated.count(system) == 0)
            return Error{Errc::not_found, fmt::format("schema {} is not migrated", system), "",
                         how_to_migrate};
    }
    std::vector<std::string> chosen;
    for (const std::string_view name : systems) {
        const std::string system(name);
        if (named.empty() ? migrated.count(system) > 0 : holds(named, system))
            chosen.push_back(system);
    }
    if (chosen.empty())
        return Error{Errc::not_found, "the database is not migrated", "", how_to_migrate};
    return chosen;
}

}  // namespace sark::migrations
