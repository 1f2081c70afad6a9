#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/postgres/session.hpp"
#include "scenarios/claims/arm_servers.hpp"
#include "scenarios/claims/claim.hpp"
#include "scenarios/claims/claim_place.hpp"
#include "scenarios/claims/request_sender.hpp"
#include "scenarios/evidence/plan_capture.hpp"

namespace sark::scenarios {

/// Runs one arm of a claim in its state.
class ArmRunner {
 public:
    /// Finds out which indexes the arm must not have. Errc::not_found when a table or an index that
    /// the claim names is not there. Where the arm asks an API, has `servers` start one for it.
    [[nodiscard]] static Result<ArmRunner> create(const ClaimPlace& place, const Claim& claim,
                                                  const ClaimArm& arm, ArmServers& servers);

    /// Runs `body` in a transaction with the arm's settings and without the indexes that it must
    /// not have, and rolls it back. An arm without a state of its own, or one that needs no
    /// database session, runs without a transaction.
    [[nodiscard]] Result<void> in_state(const std::function<Result<void>()>& body);
    /// One execution with the values of draw number `index`.
    [[nodiscard]] Result<void> execute(std::uint64_t index);
    /// Executes it with draw 0: rows of its last statement, or of the answers to its requests.
    [[nodiscard]] Result<std::uint64_t> count_rows();
    /// The plan of the arm's first statement; absent for one without. Inside in_state().
    [[nodiscard]] Result<std::optional<PlanCapture>> explain();
    /// Bytes of the indexes that the arm names as its only ones, together; absent where it names
    /// none.
    [[nodiscard]] Result<std::optional<std::uint64_t>> index_bytes();
    /// What stands for the rows in any order; absent where there is more than one statement, or
    /// neither a statement nor a request. Inside in_state().
    [[nodiscard]] Result<std::optional<std::string>> digest();

 private:
    ArmRunner(const ClaimPlace& place, const Claim& claim, const ClaimArm& arm)
        : place_(&place), claim_(&claim), arm_(&arm) {}
    [[nodiscard]] postgres::Values values(std::uint64_t index) const;
    [[nodiscard]] Result<void> find_unwanted();
    [[nodiscard]] Result<std::uint64_t> execute_statements(std::uint64_t index);
    [[nodiscard]] Result<std::uint64_t> execute_connecting(const postgres::Values& values) const;
    [[nodiscard]] bool is_one_statement() const;
    /// Of the answers to the requests with draw 0.
    [[nodiscard]] Result<std::vector<std::string>> answered_rows();

    const ClaimPlace* place_;
    const Claim* claim_;
    const ClaimArm* arm_;
    std::vector<std::string> state_;         ///< SET LOCAL and DROP INDEX.
    std::optional<RequestSender> requests_;  ///< Absent: the arm is of statements.
    bool transactional_ = true;
};

}  // namespace sark::scenarios
