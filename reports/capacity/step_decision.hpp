#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "reports/capacity/step_verdict.hpp"

namespace sark::reports {

/// Operations due in one equal part of a window, and how many of them missed the limit.
struct PartCount {
    double operations = 0.0;
    double misses = 0.0;
};

/// What one window saw of one objective. A miss is an operation that was not answered right within
/// the limit: late, failed, timed out, abandoned or dropped.
struct ObjectiveEvidence {
    std::uint64_t operations = 0;
    std::uint64_t misses = 0;
    /// In order of time; they only tell how far operations resemble their neighbours, so they may
    /// count coarser than `misses`.
    std::vector<PartCount> parts;
};

/// One measured window.
struct WindowEvidence {
    std::vector<ObjectiveEvidence> objectives;
    /// Arrivals outnumbered completions by more than chance: such a rate holds no SLA for long.
    bool fell_behind = false;
};

/// How a step is accepted.
struct StepRule {
    double error = 0.05;              ///< See StepDecision.
    std::size_t looks = 6;            ///< One after each window; at least 1.
    std::size_t windows_to_hold = 1;  ///< Windows before it may be accepted as holding.
};

/// What the windows so far say of one objective's share within the limit.
struct WithinBound {
    double ratio = 0.0;
    double low = 0.0;
    double high = 1.0;
    double operations = 0.0;
    double effective = 0.0;  ///< How many independent operations they are worth.
};

/// How many times the variance of the share of misses is that of independent operations; >= 1.
/// Batch means (cluster sampling's ratio estimator) with parts joined to blocks of 1, 2, 4, …
/// parts, and whole windows, as long as four blocks are left: the largest of them, so that
/// correlation over up to a window is seen. 1 when no part or every operation missed.
[[nodiscard]] double inflation_of(const std::vector<std::vector<PartCount>>& windows);

/// The same for the claim that misses are few: a window without a burst does not tell how large
/// they are. Never below burst_assumed, and larger by the scatter of an estimate from few bursts,
/// 1 + 2 / sqrt(parts with misses).
[[nodiscard]] double cautious_inflation_of(const std::vector<std::vector<PartCount>>& windows);
inline constexpr double burst_assumed = 5.0;

/// Chernoff's bound: the shares p that `operations` independent trials with a share of `ratio` do
/// not exclude, n * KL(ratio || p) < evidence (W. Hoeffding, 1963, theorem 1).
struct ShareBound {
    double low = 0.0;
    double high = 1.0;
};
[[nodiscard]] ShareBound chernoff_bound(double ratio, double operations, double evidence);

/// Decides one step from its windows: a confidence sequence over at most `looks` looks, one after
/// each window, with the error shared equally between them (union bound, so that looking often does
/// not add up to more). Operations count as effective ones: n / inflation. The chance that a rate
/// whose share of misses is exactly what an objective allows is called `holds` is at most `error`,
/// and so is the chance that it is called `breaks`. All objectives must hold (which needs no
/// correction); one that breaks is enough (each gets its part of the error). No clock and no I/O.
class StepDecision {
 public:
    /// `shares`: by objective, the share of operations that must be within the limit, in (0, 1).
    StepDecision(std::vector<double> shares, StepRule rule);

    void add(const WindowEvidence& window);
    /// Stays once it is not open.
    [[nodiscard]] StepVerdict verdict() const noexcept { return verdict_; }
    [[nodiscard]] std::size_t windows() const noexcept { return windows_; }
    [[nodiscard]] bool fell_behind() const noexcept { return fell_behind_; }
    /// Of the objective that is nearest to its limit, or furthest beyond; absent before a window
    /// with operations.
    [[nodiscard]] std::optional<std::size_t> tightest() const;
    [[nodiscard]] WithinBound bound(std::size_t objective) const;

 private:
    struct Course {
        double share = 0.0;
        std::uint64_t operations = 0;
        std::uint64_t misses = 0;
        std::vector<std::vector<PartCount>> windows;
    };
    [[nodiscard]] double evidence_needed(double parts) const;
    [[nodiscard]] bool accepts_breaking(const Course& course) const;
    [[nodiscard]] bool accepts_holding(const Course& course) const;
    void look();

    StepRule rule_;
    std::vector<Course> courses_;
    std::size_t windows_ = 0;
    bool fell_behind_ = false;
    StepVerdict verdict_ = StepVerdict::open;
};

}  // namespace sark::reports
