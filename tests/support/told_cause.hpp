#pragma once

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/drive_connection.hpp"

namespace sark::testing {

/// How an operation ended and why, kept beyond the life of its connection's texts.
struct ToldCause {
    workloads::OutcomeCode code = workloads::OutcomeCode::ok;
    std::string kind;
    std::string example;

    explicit ToldCause(const workloads::Outcome& outcome)
        : ToldCause(outcome.code, std::string(outcome.cause.kind),
                    std::string(outcome.cause.example)) {}
    ToldCause(workloads::OutcomeCode how, std::string why, std::string said = "")
        : code(how), kind(std::move(why)), example(std::move(said)) {}

    bool operator==(const ToldCause&) const = default;
    friend void PrintTo(const ToldCause& told, std::ostream* out) {
        *out << workloads::outcome_names[static_cast<std::size_t>(told.code)] << ", " << told.kind
             << ": " << told.example;
    }
};

/// Performs one operation.
inline ToldCause told_by(workloads::Connection& connection, const workloads::Call& call = {}) {
    return ToldCause(perform(connection, call));
}

/// Of operations in flight together on a connection that has not been used since.
inline std::vector<ToldCause> told_by(const std::vector<workloads::Outcome>& outcomes) {
    std::vector<ToldCause> told;
    for (const workloads::Outcome& outcome : outcomes) told.emplace_back(outcome);
    return told;
}

}  // namespace sark::testing
