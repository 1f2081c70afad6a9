#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "scenarios/selftest/truth_checks.hpp"
#include "workloads/engine/engine.hpp"
#include "workloads/host_probes/calibration.hpp"

namespace sark::scenarios {

/// What this host can be trusted for.
struct HostTrust {
    unsigned cpus = 0;
    workloads::Calibration calibration;
    /// Highest arrival rates at which p99 of wake lag stayed below 0.1 ms and 1 ms and 98 % of the
    /// offer ended in time; absent when none did.
    std::optional<double> rate_at_100us;
    std::optional<double> rate_at_1ms;
    double highest_rate_tried = 0.0;
    std::optional<double> steal;   ///< Share of the machine, over the whole selftest.
    std::optional<double> others;  ///< Cores that other programs used.
};

struct SelftestResult {
    std::vector<Check> checks;
    HostTrust host;
    bool quick = false;

    /// Why the numbers of this program are not to be trusted on this host now; none: they are.
    [[nodiscard]] std::vector<std::string> doubts() const;
};

struct SelftestOptions {
    bool quick = false;  ///< At most 20 s instead of 60 s: fewer samples, no p99.9.
    std::function<void(std::string_view line)> note;  ///< Progress for people; may be empty.
};

/// Runs the generator against targets of this process whose behaviour is known, and looks for its
/// highest rates. Errc::interrupted when stopped, Errc::unavailable when a target cannot be had.
[[nodiscard]] Result<SelftestResult> run_selftest(const SelftestOptions& options,
                                                  workloads::StopControl& stop);

}  // namespace sark::scenarios
