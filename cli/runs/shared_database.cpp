#include "cli/runs/shared_database.hpp"

#include <optional>

namespace sark::cli {

namespace {

using scenarios::EnvironmentSpec;

bool share_a_database(const DatabaseUser& one, const DatabaseUser& other,
                      const TargetOptions& target) {
    const auto dsn_of = [&](const DatabaseUser& user) {
        return user.arm->dsn.empty() ? target.dsn : user.arm->dsn;
    };
    return !target.audit_dsn.empty() || (!dsn_of(one).empty() && dsn_of(one) == dsn_of(other));
}

std::string set_words(const std::optional<migrations::IndexSet>& set) {
    return set ? std::string(migrations::name_of(*set)) : "the one that is there";
}

/// What one would change under the other; empty when nothing.
std::string conflict_of(const DatabaseUser& one, const DatabaseUser& other,
                        DataPreparation preparation) {
    const auto& first = *one.environment;
    const auto& second = *other.environment;
    const bool in_turn = preparation == DataPreparation::for_every_round;
    // Who names no set keeps the one that the other left.
    const bool each_has_its_own = in_turn && first.index_set && second.index_set;
    if (first.index_set != second.index_set && !each_has_its_own)
        return "has one index set at a time: " + one.name + " wants " + set_words(first.index_set) +
               ", " + other.name + " " + set_words(second.index_set);
    if (first.dataset != second.dataset && !in_turn)
        return "holds one dataset at a time: those of " + one.name + " and " + other.name +
               " differ";
    return {};
}

}  // namespace

Result<void> check_shared_database(std::span<const DatabaseUser> users, const TargetOptions& target,
                                   DataPreparation preparation) {
    if (preparation == DataPreparation::never)
        return {};
    for (std::size_t i = 0; i < users.size(); ++i)
        for (std::size_t j = i + 1; j < users.size(); ++j) {
            if (!share_a_database(users[i], users[j], target))
                continue;
            if (const auto conflict = conflict_of(users[i], users[j], preparation);
                !conflict.empty())
                return Error{Errc::invalid_argument, "a given database " + conflict, "",
                             "leave --dsn out, or give each a database of its own (dsn=…)"};
        }
    return {};
}

}  // namespace sark::cli
