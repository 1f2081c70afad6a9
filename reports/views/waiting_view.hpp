#pragma once

#include <string>
#include <vector>

#include "reports/report.hpp"

namespace sark::reports {

/// Whether response time (intended to done) and service time (sent to done) of an operation part,
/// and why: the difference is what coordinated omission hides from a clock that starts at sending.
struct WaitingView {
    enum class Kind : std::uint8_t {
        agree,      ///< The two are the same but for what the generator itself was late.
        waited,     ///< Arrivals found every connection busy and waited: the target's slowness.
        generator,  ///< They part although no arrival waited: the generator was late.
        closed,     ///< A closed loop: nothing is due before the answer before it, so the clock
                    ///< cannot show what an open stream would have waited.
        too_few,    ///< Not enough samples for any quantile.
    };
    std::string operation;
    std::string load;
    Kind kind = Kind::too_few;
    std::string sentence;
};

/// One for each operation, in run order. Both clocks are compared over everything that they timed,
/// failures at the time they took, at the quantile where they part the most; they part when
/// response is above service by a tenth and by more than the generator's wake lag at p99.
[[nodiscard]] std::vector<WaitingView> waiting_of(const scenarios::RunResult& run);

}  // namespace sark::reports
