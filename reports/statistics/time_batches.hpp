#pragma once

#include <optional>
#include <vector>

#include "workloads/timing/tally.hpp"

namespace sark::reports {

/// How much wider than of independent samples the distribution of an estimate is.
struct Scatter {
    double inflation = 1.0;  ///< Its variance over that of as many independent samples; >= 1.
    double degrees = 0.0;    ///< Degrees of freedom that the inflation was estimated with.

    /// How many standard errors of independent samples reach to either end of the 95 % interval.
    [[nodiscard]] double reach() const noexcept;
    /// How many independent samples would have an interval as wide as `n` of these.
    [[nodiscard]] double effective(double n) const noexcept;
};

/// The equal parts of the measured window of some operations, joined by adding: what tells how far
/// samples resemble their neighbours (docs/measurement.md, "Intervals").
///
/// The estimate's variance is that of batch totals about their expectation (ratio estimator of
/// cluster sampling; batch means of simulation output analysis), widened where batches are
/// themselves correlated (correlation_widening); less the widening that chance
/// alone would bring, never below independence. Its degrees of freedom
/// are those of the batches, divided by that widening, or of variance_degrees if these are fewer.
///
/// Every answer is absent when the window gives none: no batches, fewer than eight with samples,
/// operations of loads with windows of different lengths, or batches that scatter and are so alike
/// that less than five independent ones are left.
class TimeBatches {
 public:
    /// `charge_ms` is what a failure weighs in the mean.
    void add(const workloads::OperationTally& tally, double charge_ms);

    /// Of the share of samples beyond the quantile q, failures being beyond every answer.
    [[nodiscard]] std::optional<Scatter> beyond(double q) const;
    /// Of the share of samples that failed. Nothing is known of how failures would cluster before
    /// there is one: independence is assumed then.
    [[nodiscard]] std::optional<Scatter> failures() const;
    /// Of the mean, failures charged.
    [[nodiscard]] std::optional<Scatter> mean() const;

 private:
    [[nodiscard]] std::vector<double> sizes() const;

    std::vector<workloads::BatchTally> parts_;
    std::vector<double> sums_ms_;  // by part
    workloads::Histogram answers_{workloads::BatchTally::layout};
    std::uint64_t failed_ = 0;
    double square_sum_ = 0.0;  // of all samples, in ms^2
    bool first_ = true;
    Nanos length_{0};
    bool comparable_ = true;
};

}  // namespace sark::reports
