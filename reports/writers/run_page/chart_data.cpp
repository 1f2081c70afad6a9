#include "reports/writers/run_page/chart_data.hpp"

#include <cmath>
#include <cstdlib>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "reports/views/evidence_marks.hpp"
#include "reports/views/meanwhile_view.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<double>& value) {
    if (!value || !std::isfinite(*value))
        return nullptr;
    return std::strtod(fmt::format("{:.6g}", *value).c_str(), nullptr);
}

Json milliseconds_of(const std::vector<CurvePoint>& points) {
    Json column = Json::array();
    for (const CurvePoint& point : points) column.push_back(number(point.ms));
    return column;
}

Json operation_of(const OperationView& view) {
    Json outcomes = Json::array();
    for (const std::uint64_t count : view.outcomes) outcomes.push_back(count);
    outcomes.push_back(view.abandoned);
    return {{"name", view.name},
            {"outcomes", outcomes},
            {"response", milliseconds_of(view.response_curve)},
            {"service", milliseconds_of(view.service_curve)}};
}

/// All curves have the points of the longest, as far as each goes.
Json axis_of(const std::vector<OperationView>& operations) {
    const std::vector<CurvePoint>* longest = nullptr;
    for (const OperationView& one : operations)
        for (const auto* curve : {&one.response_curve, &one.service_curve})
            if (longest == nullptr || curve->size() > longest->size())
                longest = curve;
    Json axis = {{"tail", Json::array()}, {"quantile", Json::array()}};
    if (longest != nullptr)
        for (const CurvePoint& point : *longest) {
            axis["tail"].push_back(point.tail);
            axis["quantile"].push_back(point.quantile);
        }
    return axis;
}

Json load_of(const LoadView& load, const ReportView& view) {
    Json data = {{"name", load.name},
                 {"steady",
                  {{"begin_s", number(load.steady.begin_s)}, {"end_s", number(load.steady.end_s)}}},
                 {"start_s", Json::array()},
                 {"ok_per_s", Json::array()},
                 {"failed_per_s", Json::array()},
                 {"p50", Json::array()},
                 {"p99", Json::array()}};
    for (const IntervalView& slice : view.timeseries) {
        if (slice.load != load.name)
            continue;
        data["start_s"].push_back(number(slice.start_s));
        data["ok_per_s"].push_back(number(slice.ok_per_s));
        data["failed_per_s"].push_back(number(slice.failed_per_s));
        data["p50"].push_back(number(slice.p50));
        data["p99"].push_back(number(slice.p99));
    }
    return data;
}

Json heatmap_of(const HeatmapView& view) {
    Json edges = Json::array();
    for (const double edge : view.edges_ms) edges.push_back(number(edge));
    return {{"load", view.load},
            {"column_s", view.column_s},
            {"edges_ms", edges},
            {"level_floors", view.level_floors},
            {"counts", view.counts}};
}

/// Null without samples.
Json activity_of(const scenarios::RunResult& run) {
    if (!run.server.activity || run.server.activity->slices.empty())
        return nullptr;
    Json data = {{"at_s", Json::array()},
                 {"active", Json::array()},
                 {"waiting", Json::array()},
                 {"idle in transaction", Json::array()}};
    for (const scenarios::ActivitySlice& slice : run.server.activity->slices) {
        data["at_s"].push_back(number(slice.at_s));
        data["active"].push_back(slice.active);
        data["waiting"].push_back(slice.waiting);
        data["idle in transaction"].push_back(slice.idle_in_transaction);
    }
    return data;
}

Json marks_json(const scenarios::RunResult& run) {
    Json marks = Json::array();
    for (const EvidenceMark& mark : marks_of(run))
        marks.push_back(
            {{"what", mark.what}, {"from_s", number(mark.from_s)}, {"to_s", number(mark.to_s)}});
    return marks;
}

}  // namespace

std::string chart_data_of(const RunPage& page) {
    const ReportView& view = page.view;
    Json data = {{"outcome_names", Json::array()}, {"axis", axis_of(view.operations)},
                 {"operations", Json::array()},    {"loads", Json::array()},
                 {"phases", Json::array()},        {"heatmaps", Json::array()}};
    for (const std::string_view name : workloads::outcome_names)
        data["outcome_names"].push_back(name);
    data["outcome_names"].push_back("abandoned");
    for (const OperationView& operation : view.operations)
        data["operations"].push_back(operation_of(operation));
    for (const PhaseView& phase : view.phases)
        if (phase.length_s > 0.0)
            data["phases"].push_back(
                {{"name", phase.name}, {"start_s", phase.start_s}, {"length_s", phase.length_s}});
    for (const MeanwhileView& one : meanwhile_of(page.report.run))
        if (one.begin_s)
            data["phases"].push_back({{"name", one.what},
                                      {"start_s", *one.begin_s},
                                      {"length_s", *one.end_s - *one.begin_s},
                                      {"shaded", true}});
    for (const LoadView& load : view.loads) data["loads"].push_back(load_of(load, view));
    for (const HeatmapView& heatmap : page.heatmaps)
        data["heatmaps"].push_back(heatmap_of(heatmap));
    data["activity"] = activity_of(page.report.run);
    data["marks"] = marks_json(page.report.run);
    return data.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace sark::reports
