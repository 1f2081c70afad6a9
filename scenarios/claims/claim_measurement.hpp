#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "scenarios/claims/arm_runner.hpp"
#include "scenarios/claims/claim.hpp"
#include "scenarios/claims/claim_place.hpp"

namespace sark::scenarios {

/// How long to measure a claim. Blocks go on until there are `blocks_max` of them, or `budget` is
/// spent and there are `blocks_min`.
struct ClaimPace {
    Nanos budget = std::chrono::seconds(6);
    Nanos round = std::chrono::milliseconds(10);  ///< A round repeats a quick statement so long.
    std::size_t blocks_min = 8;
    std::size_t blocks_max = 24;
    std::uint64_t seed = 1;  ///< Of the coin that says which arm is outside.
};

/// Four rounds, ABBA or BAAB: the median execution of each round, by arm.
struct ClaimBlock {
    std::array<std::array<double, 2>, 2> round_ms{};
};

struct ArmMeasurement {
    std::vector<double> times_ms;  ///< Every measured execution.
    std::uint64_t rows = 0;        ///< Of one execution, with the values of draw 0.
    std::optional<PlanCapture> plan;
    /// Of the indexes that the arm has alone, together; absent for an arm that names none.
    std::optional<std::uint64_t> index_bytes;
};

/// What measuring a claim found; figures without a judgement.
struct ClaimMeasurement {
    std::array<ArmMeasurement, 2> arms;
    std::vector<ClaimBlock> blocks;
    bool same_count = true;
    std::optional<bool> same_rows;  ///< Absent where rows were not compared.
    Nanos elapsed{0};
};

/// What becomes of one claim as the measurement goes on.
struct ClaimHooks {
    std::function<bool()> stop;  ///< True ends it (Errc::interrupted); may be empty.
    const TimeSource* time = nullptr;
};

/// Prepares, compares the answers, captures both plans, measures in blocks, and restores, whatever
/// happens. Errors are those of the database and of the API servers; Errc::interrupted when
/// stopped. Call it on the main thread (see ArmServers).
[[nodiscard]] Result<ClaimMeasurement> measure_claim(const ClaimPlace& place, const Claim& claim,
                                                     const ClaimPace& pace,
                                                     const ClaimHooks& hooks);

}  // namespace sark::scenarios
