#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "reports/capacity/step_totals.hpp"

namespace sark::reports {

/// What gave out at a rate.
enum class LimitedBy : std::uint8_t {
    errors,       ///< The target refused or failed; it was not slow.
    generator,    ///< Ours, not the target's.
    host_cpu,     ///< Target and generator share a machine without a spare core.
    target_cpu,   ///< A whole number of cores of the target was in use.
    pool,         ///< Waits for pooled connections inside the target.
    connections,  ///< Every connection of the load was in use, and the target was not.
    target,       ///< It waited for something that cannot be seen from here.
};
[[nodiscard]] std::string_view name_of(LimitedBy resource) noexcept;

struct CapacityLimit {
    LimitedBy resource = LimitedBy::target;
    std::string objective;  ///< The row that broke.
    double rate = 0.0;
    std::string text;  ///< One sentence with the figures.
};

/// The likeliest cause, first match: failures outweigh late answers; no core of a shared machine is
/// free (target and generator use 85 %); the target uses 90 % of a whole number of cores; an
/// operation waits more than a tenth of its time for the pool, or gives up there; more than nine
/// tenths of the connections are in use. `breaking` is what was measured at `rate`.
[[nodiscard]] CapacityLimit limit_of(const StepFigures& breaking, double rate,
                                     const std::string& objective);
/// The generator's own limit, in words.
[[nodiscard]] CapacityLimit generator_limit_of(const StepFigures& step, double rate,
                                               const std::string& codes);

}  // namespace sark::reports
