#include "bench/scale/growth_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/format.hpp"

namespace sark::bench {

namespace {

using reports::GrowthFit;
using reports::GrowthPoint;

double median_of(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

std::optional<GrowthFit> fit_of(const OperationCosts& costs) {
    std::vector<GrowthPoint> points;
    for (const auto& [size, rounds] : costs.rounds_ms)
        for (const double ms : rounds) points.push_back({static_cast<double>(size), ms});
    return reports::fit_growth(points);
}

std::string fit_text(const std::optional<GrowthFit>& fit) {
    if (!fit)
        return "| – | – | – | – |";
    std::string steps;
    for (const reports::GrowthStep& step : fit->steps)
        steps += fmt::format("{}{:.2f}", steps.empty() ? "" : ", ", step.exponent);
    const std::string interval =
        fit->interval95
            ? fmt::format("{:.2f} to {:.2f}", fit->interval95->low, fit->interval95->high)
            : "–";
    return fmt::format("| {:.2f} | {} | {} | {} |", fit->exponent, interval, steps,
                       reports::name_of(reports::kind_of(*fit)));
}

}  // namespace

std::string size_text(std::uint64_t size) {
    return size >= 1'000'000 && size % 1'000'000 == 0 ? fmt::format("{}M", size / 1'000'000)
                                                      : reports::format_count(size);
}

std::string growth_table(std::span<const OperationCosts> costs) {
    if (costs.empty())
        return {};
    std::string text = "| kind | operation ";
    std::string rule = "|---|---";
    for (const auto& [size, rounds] : costs.front().rounds_ms) {
        text += "| " + size_text(size) + " ";
        rule += "|---:";
    }
    text += "| exponent | 95 % | from size to size | growth |\n" + rule + "|---:|---|---|---|\n";
    for (const OperationCosts& one : costs) {
        text += fmt::format("| {} | {} ", name_of(one.operation.kind), one.operation.title);
        for (const auto& [size, rounds] : one.rounds_ms)
            text += fmt::format("| {} ", reports::format_value(median_of(rounds), "ms"));
        text += fit_text(fit_of(one)) + "\n";
    }
    return text;
}

std::string partition_table(std::span<const PartitionFindings> all) {
    std::string text =
        "| rows | claim | whole | partitioned | whole / partitioned | 95 % | verdict |\n"
        "|---:|---|---:|---:|---:|---|---|\n";
    const auto ms = [](const reports::ClaimSide& side) {
        return side.median_ms ? reports::format_value(*side.median_ms, "ms") : std::string("–");
    };
    for (const PartitionFindings& at : all)
        for (const reports::ClaimFinding& finding : at.findings)
            text += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", size_text(at.size),
                                finding.title, ms(finding.sides[0]), ms(finding.sides[1]),
                                finding.effect_text(), finding.interval_text(),
                                reports::name_of(finding.verdict));
    return text;
}

}  // namespace sark::bench
