#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "core/base/time.hpp"
#include "scenarios/evidence/activity_sample.hpp"
#include "scenarios/evidence/server_evidence.hpp"

namespace sark::scenarios {

/// Gathers samples into slices of the time axis, few enough for a report of any length. One thread.
class ActivityLog {
 public:
    static constexpr Nanos sample_interval = std::chrono::milliseconds(250);
    static constexpr std::size_t slices_max = 1'200;

    /// `window` is the measured length that is planned.
    explicit ActivityLog(Nanos window);

    /// `at` is into the measured window; samples come in order of time.
    void add(Nanos at, const ActivitySample& sample);
    void set_max_connections(unsigned count) { activity_.max_connections = count; }

    /// What was gathered; waits with most samples first.
    [[nodiscard]] Activity result() const;

 private:
    Activity activity_;
    Nanos slice_;
    std::map<std::string, std::uint64_t> waits_;
    std::set<std::string> long_running_;
};

}  // namespace sark::scenarios
