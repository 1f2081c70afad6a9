#include "core/alerts/alert_evaluator.hpp"

#include <charconv>
#include <utility>

#include "core/audit/audit_table.hpp"
#include "core/postgres/connection_pool.hpp"

namespace sark {
namespace {

using postgres::Value;
using postgres::Values;

// Times of mcp_gw are UTC without a zone.
constexpr const char* select_rules =
    "SELECT id, name, metric, comparison, threshold, duration_minutes, cooldown_minutes, "
    "(extract(epoch FROM last_triggered) * 1000)::bigint "
    "FROM mcp_gw.performance_alerts WHERE is_active ORDER BY name";

constexpr const char* select_metrics =
    "SELECT metric, value FROM mcp_gw.alert_metrics WHERE value IS NOT NULL";

constexpr const char* claim_alert =
    "UPDATE mcp_gw.performance_alerts SET last_triggered = $2::timestamptz AT TIME ZONE 'UTC' "
    "WHERE id = $1 AND (last_triggered IS NULL OR last_triggered + make_interval(mins => "
    "cooldown_minutes) <= $2::timestamptz AT TIME ZONE 'UTC')";

template <class Number>
Number number_of(const Value& cell) {
    Number number = 0;
    const std::string text = cell.value_or("");
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

Result<AlertRule> rule_of(const Values& row) {
    AlertRule rule;
    rule.id = row[0].value_or("");
    rule.name = row[1].value_or("");
    rule.metric = row[2].value_or("");
    const auto comparison = comparison_from(row[3].value_or(""));
    if (!comparison)
        return Error{Errc::protocol, "alert \"" + rule.name + "\" compares in no known way",
                     "mcp_gw.performance_alerts", ""};
    rule.comparison = *comparison;
    rule.threshold = number_of<double>(row[4]);
    rule.duration = std::chrono::minutes(number_of<std::int64_t>(row[5]));
    rule.cooldown = std::chrono::minutes(number_of<std::int64_t>(row[6]));
    if (row[7])
        rule.last_triggered = UtcTime(std::chrono::milliseconds(number_of<std::int64_t>(row[7])));
    return rule;
}

}  // namespace

Result<std::vector<AlertRule>> AlertEvaluator::rules(postgres::Session& session) {
    auto found = session.execute_prepared("select_alerts", select_rules, {});
    if (!found)
        return std::move(found).error();
    std::vector<AlertRule> rules;
    for (const Values& row : found->rows) {
        auto rule = rule_of(row);
        if (!rule)
            return std::move(rule).error();
        rules.push_back(*std::move(rule));
    }
    return rules;
}

Result<AlertWatch::Metrics> AlertEvaluator::metrics(postgres::Session& session) {
    auto found = session.execute_prepared("select_alert_metrics", select_metrics, {});
    if (!found)
        return std::move(found).error();
    AlertWatch::Metrics metrics;
    for (const Values& row : found->rows)
        metrics.emplace(row[0].value_or(""), number_of<double>(row[1]));
    return metrics;
}

Result<bool> AlertEvaluator::claim(postgres::Session& session, const Alert& alert, UtcTime now) {
    auto claimed = session.execute_prepared("claim_alert", claim_alert,
                                            {alert.id, audit_table::to_timestamptz(now)});
    if (!claimed)
        return std::move(claimed).error();
    return claimed->affected == 1;
}

Result<std::vector<Alert>> AlertEvaluator::evaluate() {
    const std::lock_guard lock(mutex_);
    auto lease = pool_.acquire();
    if (!lease)
        return std::move(lease).error();
    const auto known = rules(**lease);
    if (!known)
        return known.error();
    const auto figures = metrics(**lease);
    if (!figures)
        return figures.error();
    const UtcTime now = time_.utc_now();
    std::vector<Alert> told;
    for (Alert& alert : watch_.look(*known, *figures, now)) {
        const auto claimed = claim(**lease, alert, now);
        if (!claimed)
            return claimed.error();
        if (*claimed)
            told.push_back(std::move(alert));
    }
    return told;
}

}  // namespace sark
