#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/selftest/delay_script.hpp"
#include "scenarios/selftest/truth_target.hpp"
#include "workloads/timing/tally.hpp"

namespace sark::scenarios {

/// One thing that the generator claimed, held against what the target knows.
struct Check {
    std::string name;  ///< e.g. "lognormal p99"
    bool passed = false;
    double measured = 0.0;
    std::optional<double> at_least;
    std::optional<double> at_most;
    std::string unit;  ///< ms | 1/s | operations | ratio
    std::string note;  ///< What was compared.
};

/// planned = completed + abandoned, nothing abandoned or failed, every histogram holds as many as
/// were counted, and the target saw exactly as many requests as were sent.
[[nodiscard]] Check check_books(const std::string& run, const workloads::LoadTally& load,
                                const Truth& truth);

/// The target kept to its script: at no quantile did it answer sooner.
[[nodiscard]] Check check_script(const DelayScript& script, const Truth& truth);

/// p50, p95, p99 and p99.9 of service time, as far as the sample rule allows, against what the
/// target imposed. A client sees at least that. It sees more by the way there and back, whose
/// distribution `overhead` is (service times of a target that answers at once): P(delay + way > a +
/// b) <= P(delay > a) + P(way > b), so the quantile q is at most the delay's of tail 0.95 (1 - q)
/// plus the way's of tail 0.05 (1 - q). Beyond that 0.2 % for two histograms and 50 us for a
/// processor that slept more deeply than with `overhead`.
[[nodiscard]] std::vector<Check> check_quantiles(const std::string& run,
                                                 const workloads::Histogram& service,
                                                 const Truth& truth,
                                                 const workloads::Histogram& overhead);

/// A target that stood still: of `rate` arrivals per second those due meanwhile waited for what was
/// left of it, so p99 of response shows nearly all of it, although no more operations than
/// `connections` saw it as service time.
[[nodiscard]] std::vector<Check> check_stall(const workloads::LoadTally& load, const Truth& truth,
                                             std::size_t connections);

/// Operations ended at 99 % or more of the offered rate.
[[nodiscard]] Check check_rate(const std::string& run, const workloads::LoadTally& load);

}  // namespace sark::scenarios
