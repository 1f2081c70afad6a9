#include "reports/repeats.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "reports/views/run_view.hpp"

namespace sark::reports {

namespace {

std::vector<double> sorted(const std::vector<std::optional<double>>& values) {
    std::vector<double> present;
    for (const auto& value : values)
        if (value)
            present.push_back(*value);
    std::ranges::sort(present);
    return present;
}

/// Worst first.
constexpr std::array<ExitCode, 8> severity = {
    ExitCode::internal_error, ExitCode::bad_usage,  ExitCode::unavailable,  ExitCode::interrupted,
    ExitCode::invalid_run,    ExitCode::sla_failed, ExitCode::inconclusive, ExitCode::pass};

}  // namespace

std::optional<double> RepeatedFigure::min() const {
    const auto present = sorted(values);
    return present.empty() ? std::nullopt : std::optional(present.front());
}

std::optional<double> RepeatedFigure::median() const {
    const auto present = sorted(values);
    return present.empty() ? std::nullopt : std::optional(present[(present.size() - 1) / 2]);
}

std::optional<double> RepeatedFigure::max() const {
    const auto present = sorted(values);
    return present.empty() ? std::nullopt : std::optional(present.back());
}

std::optional<double> RepeatedFigure::spread() const {
    const auto middle = median();
    if (!middle || *middle <= 0.0)
        return std::nullopt;
    return (*max() - *min()) / *middle;
}

void RepeatSeries::add(const Report& report, const std::string& directory) {
    scenario_ = report.run.scenario.name;
    runs_.push_back({directory, report.run.id, report.run.scenario.seed, report.run.status,
                     report.validity.verdict, report.verdict});
    for (const Judgement& row : report.judgements) {
        if (!row.decides)
            continue;
        RepeatedFigure& one = figure("row", row.id, row.profile, row.statistic, row.unit);
        one.values.back() = row.actual;
        one.verdicts.back() = row.verdict;
    }
    for (const OperationView& operation : view_of(report).operations) {
        const std::string name = operation.load + "/" + operation.name;
        const auto keep = [&](const char* statistic, const LatencyView::Quantile& quantile) {
            figure("operation", name, "", statistic, "ms").values.back() = quantile.ms;
        };
        keep("p50", operation.response.p50);
        keep("p95", operation.response.p95);
        keep("p99", operation.response.p99);
    }
    // What this run had nothing of.
    for (RepeatedFigure& one : figures_) {
        one.values.resize(runs_.size());
        if (one.about == "row")
            one.verdicts.resize(runs_.size(), RowVerdict::no_data);
    }
}

RepeatedFigure& RepeatSeries::figure(std::string about, std::string name, std::string profile,
                                     std::string statistic, std::string unit) {
    auto found = std::ranges::find_if(figures_, [&](const RepeatedFigure& one) {
        return one.about == about && one.name == name && one.profile == profile &&
               one.statistic == statistic;
    });
    if (found == figures_.end()) {
        figures_.push_back({std::move(about),
                            std::move(name),
                            std::move(profile),
                            std::move(statistic),
                            std::move(unit),
                            {},
                            {}});
        found = figures_.end() - 1;
    }
    found->values.resize(runs_.size());
    if (found->about == "row")
        found->verdicts.resize(runs_.size(), RowVerdict::no_data);
    return *found;
}

ExitCode RepeatSeries::exit_code() const {
    if (runs_.empty())
        return ExitCode::internal_error;
    ExitCode code = ExitCode::pass;
    for (const Run& run : runs_) code = worse_of(code, run.verdict.exit_code);
    return code;
}

ExitCode worse_of(ExitCode one, ExitCode other) noexcept {
    return std::ranges::find(severity, one) < std::ranges::find(severity, other) ? one : other;
}

}  // namespace sark::reports
