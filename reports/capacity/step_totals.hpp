#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reports/statistics/latency_sample.hpp"
#include "scenarios/run_result.hpp"

namespace sark::reports {

/// What the windows of a step measured, as numbers.
struct StepFigures {
    double measured_s = 0.0;
    std::uint64_t operations = 0;  ///< Due in the windows.
    std::uint64_t failed = 0;      ///< Of them, failed or abandoned.
    std::optional<double> achieved_per_s;
    std::optional<double> ok_per_s;
    std::optional<double> in_flight;  ///< Mean number.
    std::optional<double> mean_ms;    ///< Of right answers.
    std::optional<double> p50_ms;     ///< Ranks failures last; absent among them.
    std::optional<double> p95_ms;
    std::optional<double> p99_ms;
    double overdue_ratio = 0.0;  ///< Arrivals that found every connection busy.
    double in_flight_limit = 0.0;
    std::optional<double> target_cores;  ///< CPU; absent where the target's processes are unknown.
    double generator_cores = 0.0;
    std::optional<double> busiest_worker;  ///< Of a core, mean of the generator's threads.
    double own_busy = 0.0;                 ///< Target and generator, of all cores of the machine.
    double cpus = 0.0;
    double pool_waits_s = 0.0;  ///< Per operation, waiting for a pooled connection of the target.
    double pool_timeouts = 0.0;
    std::string worst_outcome;  ///< The most frequent failure; empty without one.
};

/// The service times of one operation.
struct OperationService {
    std::string name;
    std::string load;
    std::string driver;
    std::uint64_t count = 0;
    workloads::Histogram service;
};

/// Response times of a window's right answers, all loads and operations together.
[[nodiscard]] workloads::Histogram answers_of(const scenarios::RunResult& run);

/// Adds windows of one step up: pooled histograms and counts, never averaged percentiles.
class StepTotals {
 public:
    void add(const scenarios::RunResult& run);
    [[nodiscard]] StepFigures figures() const;
    [[nodiscard]] const std::vector<OperationService>& services() const noexcept {
        return services_;
    }

 private:
    LatencySample responses_;
    std::vector<OperationService> services_;
    std::map<std::string, std::uint64_t> failures_;
    std::uint64_t failed_ = 0;
    std::uint64_t ok_ = 0;
    std::uint64_t ended_ = 0;
    std::uint64_t planned_ = 0;
    std::uint64_t overdue_ = 0;
    double seconds_ = 0.0;
    double in_flight_s_ = 0.0;
    double in_flight_limit_ = 0.0;
    double cpus_ = 0.0;
    double generator_s_ = 0.0;  // CPU times
    double target_s_ = 0.0;
    double worker_s_ = 0.0;
    bool target_known_ = true;
    double pool_waits_s_ = 0.0;
    double pool_timeouts_ = 0.0;
};

}  // namespace sark::reports
