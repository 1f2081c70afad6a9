#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/postgres/session.hpp"
#include "core/redis/client.hpp"
#include "scenarios/claims/claim.hpp"
#include "scenarios/evidence/plan_capture.hpp"

namespace sark::scenarios {

/// Where claims are measured: a migrated and seeded database of ours, and a Redis for those that
/// need one. Borrows the sessions.
struct ClaimPlace {
    postgres::Session* session = nullptr;
    std::string dsn;  ///< For connections of an arm's own.
    redis::Client* redis = nullptr;
    workloads::DatasetSpec dataset;
};

/// Runs one arm of a claim in its state.
class ArmRunner {
 public:
    /// Finds out which indexes the arm must not have. Errc::not_found when a table or an index that
    /// the claim names is not there.
    [[nodiscard]] static Result<ArmRunner> create(const ClaimPlace& place, const Claim& claim,
                                                  const ClaimArm& arm);

    /// Runs `body` in a transaction with the arm's settings and without the indexes that it must
    /// not have, and rolls it back. An arm without a state of its own, or one that needs no
    /// database session, runs without a transaction.
    [[nodiscard]] Result<void> in_state(const std::function<Result<void>()>& body);
    /// One execution with the values of draw number `index`. Rows of its last statement.
    [[nodiscard]] Result<std::uint64_t> execute(std::uint64_t index);
    /// The plan of the arm's first statement; absent for one without. Inside in_state().
    [[nodiscard]] Result<std::optional<PlanCapture>> explain();
    /// Bytes of the indexes that the arm names as its only ones, together; absent where it names
    /// none.
    [[nodiscard]] Result<std::optional<std::uint64_t>> index_bytes();
    /// Digest of the rows in any order; absent where there is more than one statement, or none.
    /// Inside in_state().
    [[nodiscard]] Result<std::optional<std::string>> digest();

 private:
    ArmRunner(const ClaimPlace& place, const ClaimArm& arm) : place_(&place), arm_(&arm) {}
    [[nodiscard]] postgres::Values values(std::uint64_t index) const;
    [[nodiscard]] Result<void> find_unwanted(const Claim& claim);
    [[nodiscard]] Result<std::uint64_t> execute_connecting(const postgres::Values& values) const;
    [[nodiscard]] bool is_one_statement() const;

    const ClaimPlace* place_;
    const ClaimArm* arm_;
    std::vector<std::string> state_;  ///< SET LOCAL and DROP INDEX.
    bool transactional_ = true;
};

}  // namespace sark::scenarios
