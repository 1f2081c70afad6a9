#include "reports/planning/work_times.hpp"

#include <algorithm>
#include <cmath>

namespace sark::reports::planning {

namespace {

constexpr std::size_t steps = 500;

/// Values at the middles of `steps` equally likely parts of the quantiles [from, 1].
std::vector<double> middles(const workloads::Histogram& histogram, double from) {
    std::vector<double> values;
    values.reserve(steps);
    for (std::size_t i = 0; i < steps; ++i) {
        const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(steps);
        const auto value = histogram.quantile(from + (1.0 - from) * share);
        values.push_back(to_seconds(value.value_or(Nanos{0})));
    }
    return values;
}

double mean_of(const std::vector<double>& values) {
    double sum = 0.0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

}  // namespace

WorkTimes WorkTimes::constant(double seconds) {
    WorkTimes times;
    times.mean_s_ = seconds;
    return times;
}

WorkTimes WorkTimes::exponential(double mean_s) {
    WorkTimes times;
    times.mean_s_ = mean_s;
    times.exponential_ = true;
    return times;
}

WorkTimes WorkTimes::measured(const workloads::Histogram& histogram, double mean_s) {
    WorkTimes times;
    times.body_ = middles(histogram, 0.0);
    times.tail_ = middles(histogram, 1.0 - 1.0 / static_cast<double>(steps));
    const double body_share = static_cast<double>(steps - 1) / static_cast<double>(steps);
    const double drawn_mean = mean_of({times.body_.begin(), times.body_.end() - 1}) * body_share +
                              mean_of(times.tail_) * (1.0 - body_share);
    times.mean_s_ = mean_s > 0.0 ? mean_s : drawn_mean;
    const double scale = drawn_mean > 0.0 ? times.mean_s_ / drawn_mean : 1.0;
    for (double& value : times.body_) value *= scale;
    for (double& value : times.tail_) value *= scale;
    return times;
}

double WorkTimes::draw(double unit) const noexcept {
    if (exponential_)
        return -mean_s_ * std::log1p(-unit);
    if (body_.empty())
        return mean_s_;
    const double place = unit * static_cast<double>(steps);
    const std::size_t step = std::min(static_cast<std::size_t>(place), steps - 1);
    if (step + 1 < steps)
        return body_[step];
    const double in_tail = (place - static_cast<double>(step)) * static_cast<double>(steps);
    return tail_[std::min(static_cast<std::size_t>(in_tail), steps - 1)];
}

}  // namespace sark::reports::planning
