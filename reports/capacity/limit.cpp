#include "reports/capacity/limit.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/statistics/proportion.hpp"

namespace sark::reports {

namespace {

constexpr double used_up = 0.90;
constexpr double own_used_up = 0.85;

bool uses_whole_cores(double cores) {
    if (cores < used_up)
        return false;
    const double whole = std::round(cores);
    return cores >= used_up * whole && cores <= whole * 1.05;
}

std::string cpu_text(const StepFigures& step) {
    return fmt::format("target {} cores, generator {} of {} cores",
                       step.target_cores ? fmt::format("{:.2f}", *step.target_cores) : "unknown",
                       fmt::format("{:.2f}", step.generator_cores), step.cpus);
}

}  // namespace

std::string_view name_of(LimitedBy resource) noexcept {
    constexpr std::array<std::string_view, 7> names = {
        "errors", "generator", "host_cpu", "target_cpu", "pool", "connections", "target"};
    return names[static_cast<std::size_t>(resource)];
}

CapacityLimit limit_of(const StepFigures& step, double rate, const std::string& objective) {
    CapacityLimit limit;
    limit.objective = objective;
    limit.rate = rate;
    const double errors = ratio_of(step.failed, step.operations).value_or(0.0);
    const bool refused = !step.worst_outcome.empty() && step.worst_outcome != "abandoned" &&
                         step.worst_outcome != "timeout";
    if (errors > 0.01 && refused) {
        limit.resource = LimitedBy::errors;
        limit.text = fmt::format("{} of the operations failed, most as {}",
                                 format_value(errors, "ratio"), step.worst_outcome);
    } else if (step.own_busy >= own_used_up) {
        limit.resource = LimitedBy::host_cpu;
        limit.text = fmt::format(
            "the CPU of this machine, which target and generator share, was {} "
            "busy ({})",
            format_value(step.own_busy, "ratio"), cpu_text(step));
    } else if (step.target_cores && uses_whole_cores(*step.target_cores)) {
        limit.resource = LimitedBy::target_cpu;
        limit.text = fmt::format("the target used all of the CPU that its threads can use ({})",
                                 cpu_text(step));
    } else if (step.pool_timeouts > 0.0 ||
               (step.mean_ms && 1e3 * step.pool_waits_s > 0.1 * *step.mean_ms)) {
        limit.resource = LimitedBy::pool;
        limit.text = fmt::format(
            "operations waited {} ms each for a pooled connection of the "
            "target, {} gave up",
            format_number(1e3 * step.pool_waits_s), step.pool_timeouts);
    } else if (step.in_flight && *step.in_flight > used_up * step.in_flight_limit &&
               step.in_flight_limit > 0.0) {
        limit.resource = LimitedBy::connections;
        limit.text = fmt::format(
            "{} of the load's {} operations at a time were in flight, and {} of "
            "the arrivals found none free, while the target had CPU to spare "
            "({}): either it serves no more at a time, or more --connections "
            "would help",
            format_number(*step.in_flight), step.in_flight_limit,
            format_value(step.overdue_ratio, "ratio"), cpu_text(step));
    } else {
        limit.resource = LimitedBy::target;
        limit.text = fmt::format(
            "operations waited inside the target for something other than its "
            "CPU ({})",
            cpu_text(step));
    }
    return limit;
}

CapacityLimit generator_limit_of(const StepFigures& step, double rate, const std::string& codes) {
    CapacityLimit limit;
    limit.resource = LimitedBy::generator;
    limit.rate = rate;
    limit.text = fmt::format(
        "the generator, not the target, is the limit: at {}/s it was no longer in time ({}{}); "
        "give it more --threads or a machine of its own",
        format_number(rate), codes,
        step.busiest_worker ? ", its threads used " + format_value(*step.busiest_worker, "ratio") +
                                  " of a core each"
                            : std::string());
    return limit;
}

}  // namespace sark::reports
