#pragma once

#include <cstdint>
#include <optional>

#include "reports/report.hpp"
#include "reports/statistics/time_batches.hpp"
#include "workloads/timing/tally.hpp"

namespace sark::reports {

/// A statistic of latencies in milliseconds.
struct LatencyEstimate {
    std::optional<double> ms;     ///< Absent when there is no sample or it lies among the failures.
    bool among_failures = false;  ///< The statistic falls on a failure: worse than any limit.
    /// high is infinite when it falls on a failure or is open. Absent when samples are too few, or
    /// resemble each other over so long a time that the window is too short.
    std::optional<Interval95> ci95;
    /// How many times the variance behind the interval is that of independent samples.
    std::optional<double> inflation;
};

/// Latencies of all eligible operations, ranked with every failure behind the slowest answer:
/// an operation that failed or was abandoned never met a limit, however quickly it failed.
/// Operations are joined by adding histograms, never by averaging their quantiles.
class LatencySample {
 public:
    /// Response time: intended to done. `timeout` is what the mean charges for a failure.
    void add_response(const workloads::OperationTally& tally, Nanos timeout);
    /// Service time: sent to done. The service histogram does not tell answers from failures, so
    /// failures are assumed to have been its fastest samples: an upper bound, exact without
    /// failures. Intervals take service times to resemble their neighbours as response times do.
    void add_service(const workloads::OperationTally& tally, Nanos timeout);
    /// Service time of everything that was sent and ended, of any outcome, as answers.
    void add_all_sent(const workloads::OperationTally& tally);
    /// The server's own time of the answers that told it, ranked with everything else behind them:
    /// failures, and ok answers that told nothing. Exact when all ok answers told, else an upper
    /// bound. Intervals as for service times.
    void add_server(const workloads::OperationTally& tally, Nanos timeout);
    /// The server's own time of the answers that told it, and nothing else.
    void add_told(const workloads::OperationTally& tally);
    /// Every sample of a histogram as an answer. Nothing is known of their order, so there will be
    /// no intervals.
    void add_answers(const workloads::Histogram& answers);
    /// Answers and failures of one interval.
    void add_interval(const workloads::IntervalTally& interval);
    /// Answers and failures of one phase.
    void add_phase(const workloads::PhaseTally& phase);

    [[nodiscard]] std::uint64_t total() const noexcept { return answered_ + failed_; }
    [[nodiscard]] std::uint64_t failed() const noexcept { return failed_; }

    /// The sample of rank ceil(q * total), and the interval of rank_interval_95 for what the
    /// samples tell (TimeBatches).
    [[nodiscard]] LatencyEstimate quantile(double q) const;
    /// The same without its interval, which takes longer to work out.
    [[nodiscard]] LatencyEstimate bare_quantile(double q) const;
    [[nodiscard]] LatencyEstimate smallest() const;
    [[nodiscard]] LatencyEstimate largest() const;
    /// Mean, each failure charged the greater of its timeout and the failures' mean latency;
    /// interval by Student's t on the batches.
    [[nodiscard]] LatencyEstimate mean() const;
    /// min, mean and max of the answers alone.
    [[nodiscard]] std::optional<double> answers_min_ms() const;
    [[nodiscard]] std::optional<double> answers_mean_ms() const;
    [[nodiscard]] std::optional<double> answers_max_ms() const;

 private:
    void add(const workloads::Histogram& answers, std::uint64_t answered, std::uint64_t failed,
             double charge_ms);
    void add_failures(std::uint64_t failed, double charge_ms);
    [[nodiscard]] std::optional<double> at_rank(std::uint64_t rank) const;
    [[nodiscard]] std::optional<double> begin_of_rank(std::uint64_t rank) const;

    std::optional<workloads::Histogram> answers_;
    std::uint64_t answered_ = 0;
    std::uint64_t failed_ = 0;
    std::uint64_t mixed_ = 0;     // failures that are inside answers_
    double charged_ms_ = 0.0;     // sum over failures
    double charged_sq_ms_ = 0.0;  // sum of squares over failures
    TimeBatches batches_;
};

/// Failed and abandoned operations of a tally.
[[nodiscard]] std::uint64_t failures_of(const workloads::OperationTally& tally) noexcept;
/// Operations that count: every outcome and the abandoned.
[[nodiscard]] std::uint64_t eligible_of(const workloads::OperationTally& tally) noexcept;
[[nodiscard]] std::uint64_t ok_of(const workloads::OperationTally& tally) noexcept;

}  // namespace sark::reports
