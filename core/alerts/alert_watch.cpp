#include "core/alerts/alert_watch.hpp"

#include <array>
#include <utility>

namespace sark {
namespace {

constexpr std::array<std::string_view, 4> signs = {"<", "<=", ">", ">="};

bool holds(AlertComparison comparison, double value, double threshold) {
    switch (comparison) {
        case AlertComparison::below:
            return value < threshold;
        case AlertComparison::at_most:
            return value <= threshold;
        case AlertComparison::above:
            return value > threshold;
        case AlertComparison::at_least:
            return value >= threshold;
    }
    return false;
}

std::string condition_of(const AlertRule& rule) {
    return rule.metric + std::string(signs[static_cast<std::size_t>(rule.comparison)]) +
           std::to_string(rule.threshold);
}

bool is_cool(const AlertRule& rule, UtcTime now) {
    return !rule.last_triggered || now - *rule.last_triggered >= rule.cooldown;
}

}  // namespace

std::optional<AlertComparison> comparison_from(std::string_view sign) {
    for (std::size_t i = 0; i < signs.size(); ++i)
        if (signs[i] == sign)
            return static_cast<AlertComparison>(i);
    return std::nullopt;
}

std::vector<Alert> AlertWatch::look(std::span<const AlertRule> rules, const Metrics& metrics,
                                    UtcTime now) {
    std::vector<Alert> due;
    std::map<std::string, Held> held;
    for (const AlertRule& rule : rules) {
        const auto metric = metrics.find(rule.metric);
        if (metric == metrics.end() || !holds(rule.comparison, metric->second, rule.threshold))
            continue;
        Held now_held{now, condition_of(rule)};
        const auto before = held_.find(rule.id);
        if (before != held_.end() && before->second.condition == now_held.condition)
            now_held.since = before->second.since;
        if (now - now_held.since >= rule.duration && is_cool(rule, now))
            due.push_back({rule.id, rule.name, rule.metric, metric->second, rule.threshold});
        held.emplace(rule.id, std::move(now_held));
    }
    held_ = std::move(held);
    return due;
}

}  // namespace sark
