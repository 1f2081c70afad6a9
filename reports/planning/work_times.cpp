#include "reports/planning/work_times.hpp"

#include <algorithm>
#include <cmath>

namespace sark::reports::planning {

namespace {

constexpr std::size_t parts = 500;

/// The values of a histogram, rising, each with the number of samples up to it.
struct Step {
    Nanos value;
    std::uint64_t up_to;
};
std::vector<Step> steps_of(const workloads::Histogram& histogram) {
    std::vector<Step> found;
    const std::uint64_t total = histogram.count();
    for (std::uint64_t rank = 1; rank <= total;) {
        const Nanos value = histogram.value_at_rank(rank).value_or(Nanos{0});
        // What lies beyond the range is known by its number only.
        const std::uint64_t up_to = histogram.count_at_most(value);
        found.push_back({value, up_to < rank ? total : up_to});
        rank = found.back().up_to + 1;
    }
    return found;
}

/// Values at the middles of `parts` equally likely parts of the quantiles [from, 1].
std::vector<double> middles(const std::vector<Step>& steps, double from) {
    std::vector<double> values;
    values.reserve(parts);
    const auto total = static_cast<double>(steps.back().up_to);
    auto step = steps.begin();
    for (std::size_t i = 0; i < parts; ++i) {
        const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(parts);
        const double rank = (from + (1.0 - from) * share) * total;
        while (static_cast<double>(step->up_to) < rank && std::next(step) != steps.end()) ++step;
        values.push_back(to_seconds(step->value));
    }
    return values;
}

double mean_of(const std::vector<double>& values) {
    double sum = 0.0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

/// Of what draw() draws.
double mean_of_draws(const std::vector<double>& body, const std::vector<double>& tail) {
    const double body_share = static_cast<double>(parts - 1) / static_cast<double>(parts);
    return mean_of({body.begin(), body.end() - 1}) * body_share +
           mean_of(tail) * (1.0 - body_share);
}

std::vector<double> between_each(const std::vector<double>& from, const std::vector<double>& to,
                                 double share) {
    std::vector<double> values;
    values.reserve(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
        const double weight = (1.0 - share) * to[i] + share * from[i];
        values.push_back(weight > 0.0 ? from[i] * to[i] / weight : 0.0);
    }
    return values;
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
    const std::vector<Step> steps = steps_of(histogram);
    times.body_ = middles(steps, 0.0);
    times.tail_ = middles(steps, 1.0 - 1.0 / static_cast<double>(parts));
    const double drawn_mean = mean_of_draws(times.body_, times.tail_);
    times.mean_s_ = mean_s > 0.0 ? mean_s : drawn_mean;
    const double scale = drawn_mean > 0.0 ? times.mean_s_ / drawn_mean : 1.0;
    for (double& value : times.body_) value *= scale;
    for (double& value : times.tail_) value *= scale;
    return times;
}

WorkTimes WorkTimes::between(const WorkTimes& from, const WorkTimes& to, double share) {
    WorkTimes times;
    times.body_ = between_each(from.body_, to.body_, share);
    times.tail_ = between_each(from.tail_, to.tail_, share);
    times.mean_s_ = mean_of_draws(times.body_, times.tail_);
    return times;
}

double WorkTimes::draw(double unit) const noexcept {
    if (exponential_)
        return -mean_s_ * std::log1p(-unit);
    if (body_.empty())
        return mean_s_;
    const double place = unit * static_cast<double>(parts);
    const std::size_t step = std::min(static_cast<std::size_t>(place), parts - 1);
    if (step + 1 < parts)
        return body_[step];
    const double in_tail = (place - static_cast<double>(step)) * static_cast<double>(parts);
    return tail_[std::min(static_cast<std::size_t>(in_tail), parts - 1)];
}

}  // namespace sark::reports::planning
