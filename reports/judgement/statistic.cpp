#include "reports/judgement/statistic.hpp"

#include <charconv>

#include "reports/statistics/order_statistics.hpp"

namespace sark::reports {

std::optional<Statistic> parse_statistic(std::string_view word) {
    using Kind = Statistic::Kind;
    if (word == "mean")
        return Statistic{Kind::mean, 0.0};
    if (word == "min")
        return Statistic{Kind::min, 0.0};
    if (word == "max")
        return Statistic{Kind::max, 0.0};
    if (word == "rate")
        return Statistic{Kind::rate, 0.0};
    if (word == "count")
        return Statistic{Kind::count, 0.0};
    if (word.size() < 2 || word.front() != 'p')
        return std::nullopt;
    double percent = 0.0;
    const auto [end, error] = std::from_chars(word.data() + 1, word.data() + word.size(), percent);
    if (error != std::errc{} || end != word.data() + word.size() || percent < 0.0 ||
        percent > 100.0)
        return std::nullopt;
    if (percent == 0.0)
        return Statistic{Kind::min, 0.0};
    if (percent == 100.0)
        return Statistic{Kind::max, 0.0};
    return Statistic{Kind::quantile, percent / 100.0};
}

std::uint64_t samples_needed(const Statistic& statistic) noexcept {
    switch (statistic.kind) {
        case Statistic::Kind::quantile:
            return samples_needed(statistic.q);
        case Statistic::Kind::mean:
        case Statistic::Kind::rate:
            return samples_minimum;
        case Statistic::Kind::min:
        case Statistic::Kind::max:
        case Statistic::Kind::count:
            return 1;
    }
    return samples_minimum;
}

bool holds(double value, std::string_view comparison, double limit) noexcept {
    if (comparison == "<")
        return value < limit;
    if (comparison == "<=")
        return value <= limit;
    if (comparison == ">")
        return value > limit;
    return comparison == ">=" && value >= limit;
}

}  // namespace sark::reports
