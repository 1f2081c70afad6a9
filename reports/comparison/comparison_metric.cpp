#include "reports/comparison/comparison_metric.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/suggestion.hpp"
#include "scenarios/language/units.hpp"

namespace sark::reports {

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
    const auto value = scenarios::language::parse_share(
        equals == std::string_view::npos ? text : text.substr(equals + 1));
    if (!value)
        return Error{Errc::invalid_argument, "'" + std::string(text) + "' is no tolerance",
                     "--tolerance", "write 5%, 0.05 or p99=10%; above 1 only with the sign: 200%"};
    tolerances[name] = *value;
    return {};
}

Tolerances tolerances_of(const scenarios::Scenario& scenario) {
    Tolerances tolerances;
    for (const scenarios::MetricTolerance& one : scenario.tolerances)
        tolerances[one.metric] = one.share;
    return tolerances;
}

Result<Tolerances> tolerances_of(const scenarios::Scenario& scenario,
                                 const std::vector<std::string>& given) {
    Tolerances told;
    for (const std::string& text : given)
        if (auto added = add_tolerance(text, told); !added)
            return added.error();
    // A tolerance for all metrics overrides what the scenario says of one.
    if (!told.contains(""))
        told.merge(tolerances_of(scenario));
    return told;
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
                           tolerance_effect(metric, tolerance_of(metric, tolerances)),
                           tolerance_effect(metric, indifference_of(metric))});
    return metrics;
}

double from_effect(const ComparisonMetric& metric, double effect) noexcept {
    const double change = metric.more_is_worse ? effect : -effect;
    return metric.is_ratio ? std::exp(change) : change;
}

std::optional<double> to_effect_scale(const ComparisonMetric& metric,
                                      const std::optional<double>& figure) noexcept {
    if (!figure || (metric.is_ratio && *figure <= 0.0))
        return std::nullopt;
    const double value = metric.is_ratio ? std::log(*figure) : *figure;
    return metric.more_is_worse ? value : -value;
}

double tolerance_effect(const ComparisonMetric& metric, double share) noexcept {
    return metric.is_ratio ? std::log1p(share) : share;
}

}  // namespace sark::reports
