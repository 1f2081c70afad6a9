#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "reports/comparison/signed_rank.hpp"
#include "scenarios/claims/claim.hpp"
#include "scenarios/claims/claim_measurement.hpp"

namespace sark::reports {

/// What became of a claim.
enum class ClaimVerdict : std::uint8_t {
    confirmed,       ///< B is quicker for sure, and by what is claimed as best we know.
    smaller,         ///< B is quicker for sure, but by less than is claimed.
    not_reproduced,  ///< The interval reaches into "about the same".
    reversed,        ///< B is slower.
    not_measured,    ///< `reason` says why.
};
/// "About the same" is within so much of the other's time, either way:
/// docs/claims.md. Of savings in milliseconds, within so much of A's time.
inline constexpr double claim_indifference = 0.05;

[[nodiscard]] std::string_view name_of(ClaimVerdict verdict) noexcept;

/// One arm as every writer shows it.
struct ClaimSide {
    std::string label;
    std::vector<std::string> statements;  ///< Or requests.
    std::vector<std::string> state;   ///< Index set, indexes left out, settings, server, in words.
    std::optional<double> median_ms;  ///< Over all executions.
    std::size_t executions = 0;
    std::uint64_t rows = 0;
    std::optional<std::uint64_t> index_bytes;  ///< Of the indexes that it has alone.
    std::string plan;                          ///< In one line; empty without one.
    std::string plan_json;                     ///< As EXPLAIN wrote it; empty without one.
    /// Whether the plan holds what the document says it holds; absent where it says nothing.
    std::optional<bool> plan_as_said;
    std::string plan_said;
};

/// One claim with what was found. Made by judge_claim(), never changed afterwards.
struct ClaimFinding {
    std::string name;
    std::vector<std::string> ids;
    std::string title;
    std::string source;
    std::string claimed;
    std::optional<double> claimed_ratio;
    std::optional<double> claimed_saving_ms;
    std::array<ClaimSide, 2> sides;
    /// A over B, or A - B in milliseconds where the claim is of milliseconds.
    std::optional<double> effect;
    std::optional<CentreInterval> interval95;
    bool in_ms = false;
    std::size_t blocks = 0;
    ClaimVerdict verdict = ClaimVerdict::not_measured;
    std::string answers;  ///< How the arms' answers compare, in words.
    bool answers_as_declared = true;
    std::string note;
    std::string reason;
    double elapsed_s = 0.0;

    /// "3.52x" or "1.20 ms"; "-" when absent.
    [[nodiscard]] std::string effect_text() const;
    /// "3.31x to 3.70x"; "-" when absent.
    [[nodiscard]] std::string interval_text() const;
    /// "at least 2x", "faster", …: what the verdict was held against.
    [[nodiscard]] std::string claimed_text() const;
};

/// The effect of a claim is that of its blocks: the logarithm of A's over B's time (or their
/// difference) in each, then Hodges and Lehmann's centre with the signed-rank interval of 95 %.
[[nodiscard]] ClaimFinding judge_claim(const scenarios::Claim& claim,
                                       const scenarios::ClaimMeasurement& measured);
/// One that could not be measured.
[[nodiscard]] ClaimFinding unmeasured_claim(const scenarios::Claim& claim, const Error& error);

/// The verdict of an effect with its interval; `claimed` as the effect is. That B is quicker takes
/// the whole interval; by how much is the effect itself, or a noisy host would confirm anything.
[[nodiscard]] ClaimVerdict claim_verdict(double effect, const CentreInterval& interval,
                                         const std::optional<double>& claimed, double same_low,
                                         double same_high) noexcept;

/// All claims of one command.
struct ClaimsReport {
    std::string started_at;                                  ///< ISO 8601.
    std::vector<std::pair<std::string, std::string>> facts;  ///< Of the machine.
    std::vector<std::pair<std::string, std::string>> services;
    std::string dataset;  ///< Its sizes in words.
    double budget_s = 0.0;
    double elapsed_s = 0.0;
    bool interrupted = false;
    std::vector<ClaimFinding> findings;

    /// How many have the verdict.
    [[nodiscard]] std::size_t count(ClaimVerdict verdict) const noexcept;
    /// "12 confirmed, 3 smaller, …": only those that occur.
    [[nodiscard]] std::string summary() const;
};

}  // namespace sark::reports
