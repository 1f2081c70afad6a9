#include "reports/comparison/comparison_metric.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "core/base/suggestion.hpp"

namespace sark::reports {

namespace {

constexpr double tolerance_max = 10.0;

std::optional<double> parse_share(std::string_view text) {
    const bool percent = text.ends_with('%');
    if (percent)
        text.remove_suffix(1);
    double value = 0.0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    value = percent ? value / 100.0 : value;
    if (!(value >= 0.0 && value <= tolerance_max))
        return std::nullopt;
    return value;
}

double as_effect(const ComparisonMetric& metric, double share) {
    return metric.is_ratio ? std::log1p(share) : share;
}

}  // namespace

double indifference_of(const ComparisonMetric& metric) noexcept {
    return metric.is_ratio ? 0.05 : 0.001;
}

Result<void> add_tolerance(std::string_view text, Tolerances& tolerances) {
    const std::size_t equals = text.find('=');
    const std::string name(equals == std::string_view::npos ? "" : text.substr(0, equals));
    std::vector<std::string> known;
    for (const ComparisonMetric& metric : comparison_metrics) known.emplace_back(metric.name);
    if (equals != std::string_view::npos &&
        std::find(known.begin(), known.end(), name) == known.end())
        return Error{Errc::invalid_argument, "no metric is called '" + name + "'", "--tolerance",
                     suggestion(name, known)};
    const auto value =
        parse_share(equals == std::string_view::npos ? text : text.substr(equals + 1));
    if (!value)
        return Error{Errc::invalid_argument,
                     "'" + std::string(text) + "' is no tolerance from 0 to 10", "--tolerance",
                     "write a share: 0.05, 5% or p99=10%"};
    tolerances[name] = *value;
    return {};
}

double tolerance_of(const ComparisonMetric& metric, const Tolerances& tolerances) {
    if (const auto own = tolerances.find(std::string(metric.name)); own != tolerances.end())
        return own->second;
    const auto general = tolerances.find("");
    return general != tolerances.end() ? general->second : metric.tolerance;
}

std::vector<GateMetric> gate_metrics(const Tolerances& tolerances) {
    std::vector<GateMetric> metrics;
    for (const ComparisonMetric& metric : comparison_metrics)
        metrics.push_back({std::string(metric.name),
                           as_effect(metric, tolerance_of(metric, tolerances)),
                           as_effect(metric, indifference_of(metric))});
    return metrics;
}

double from_effect(const ComparisonMetric& metric, double effect) noexcept {
    const double change = metric.more_is_worse ? effect : -effect;
    return metric.is_ratio ? std::exp(change) : change;
}

}  // namespace sark::reports
