#include "reports/capacity/objective.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/judgement/selection.hpp"
#include "reports/judgement/statistic.hpp"
#include "reports/judgement/threshold.hpp"

namespace sark::reports {

namespace {

using Measure = Objective::Measure;

/// Why a row is no share of operations; empty when it is, and `objective` is filled then.
std::string read_row(const SlaRow& row, Objective& objective) {
    if (!row.skipped.empty())
        return row.skipped;
    if (!row.target)
        return "it has no target";
    if (!row.comparison.starts_with('<'))
        return "more of it is better: a higher rate does not endanger it";
    const auto statistic = parse_statistic(row.statistic);
    const bool latency = row.metric == "response" || row.metric == "service";
    if (latency && statistic && statistic->kind == Statistic::Kind::quantile) {
        objective.measure = row.metric == "service" ? Measure::service : Measure::response;
        objective.limit_ms = *row.target;
        objective.share = statistic->q;
    } else if (row.unit == "ratio" && (row.metric == "error_ratio" || row.metric == "errors")) {
        objective.measure = Measure::errors;
        objective.share = 1.0 - *row.target;
    } else {
        return row.metric + " " + row.statistic + " is not a share of operations";
    }
    if (objective.share <= 0.0 || objective.share >= 1.0)
        return "no number of operations proves a share of " +
               format_value(objective.share, "ratio");
    return {};
}

void add_row(const SlaRow& row, const scenarios::RunResult& planned, ObjectiveSet& set) {
    if (row.skipped.empty() && !is_planned(planned, row))
        return;
    Objective objective;
    objective.name = row.id;
    objective.row = row;
    if (const std::string reason = read_row(row, objective); !reason.empty())
        set.left_out.push_back(row.id + ": " + reason);
    else
        set.objectives.push_back(std::move(objective));
}

std::string trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return std::string(text);
}

/// Where the expression begins: behind the last ':' before the comparison.
std::size_t end_of_name(std::string_view text) {
    const std::size_t sign = text.find_first_of("<>");
    return sign == std::string_view::npos ? sign : text.substr(0, sign).rfind(':');
}

}  // namespace

std::string_view name_of(Measure measure) noexcept {
    constexpr std::array<std::string_view, 3> names = {"response", "service", "errors"};
    return names[static_cast<std::size_t>(measure)];
}

std::string demand_of(const Objective& objective) {
    const std::string share = fmt::format("{:.6g} %", 100.0 * objective.share);
    if (objective.measure == Measure::errors)
        return "at least " + share + " answered right";
    return fmt::format("at least {} within {} ms{}", share, format_number(objective.limit_ms),
                       objective.measure == Measure::service ? " of being sent" : "");
}

Result<ObjectiveSet> objectives_of(const scenarios::Scenario& scenario) {
    ObjectiveSet set;
    scenarios::RunResult planned;
    planned.scenario = scenario;
    for (const scenarios::Threshold& threshold : scenario.thresholds) {
        const SlaRow row = row_of(threshold);
        if (threshold.phase.empty())
            add_row(row, planned, set);
        else
            set.left_out.push_back(row.id + ": a step has no phases");
    }
    for (const std::string& name : scenario.sla_profiles) {
        const auto profile = find_profile(name);
        if (!profile)
            return profile.error();
        for (const SlaRow& row : profile->rows) add_row(row, planned, set);
    }
    if (set.objectives.empty())
        return Error{Errc::invalid_argument,
                     "nothing is demanded of these operations that a rate could hold or break",
                     scenario.name,
                     "--threshold 'p(95)<50ms', or --sla with a profile about them "
                     "(sark-bench list sla)"};
    return set;
}

Result<std::vector<scenarios::ThresholdOption>> threshold_options(
    const std::vector<std::string>& texts) {
    std::vector<scenarios::ThresholdOption> options;
    for (const std::string& text : texts) {
        const std::size_t colon = end_of_name(text);
        const std::string expression =
            trimmed(colon == std::string::npos ? std::string_view(text)
                                               : std::string_view(text).substr(colon + 1));
        const std::string name =
            colon == std::string::npos ? "" : trimmed(std::string_view(text).substr(0, colon));
        if (expression.find_first_of("<>") == std::string::npos)
            return Error{Errc::invalid_argument, "'" + text + "' compares nothing", "--threshold",
                         "for example 'p(95)<50ms', 'api.policy_evaluate:p(99)<0.2s', "
                         "'rate<0.01' (errors)"};
        std::string metric = expression.starts_with("rate") ? "errors" : "op_duration";
        if (name.find('{') != std::string::npos)
            metric = name;
        else if (!name.empty())
            metric += "{operation:" + name + "}";
        options.push_back({metric, expression, "--threshold " + text});
    }
    return options;
}

}  // namespace sark::reports
