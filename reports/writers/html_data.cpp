#include "reports/writers/html_data.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}

Json curve_of(const std::vector<CurvePoint>& points) {
    Json curve = Json::array();
    for (const CurvePoint& point : points)
        curve.push_back({{"quantile", point.quantile}, {"tail", point.tail}, {"ms", point.ms}});
    return curve;
}

Json operation_of(const OperationView& view) {
    Json outcomes = Json::array();
    for (const std::uint64_t count : view.outcomes) outcomes.push_back(count);
    outcomes.push_back(view.abandoned);
    return {{"name", view.name},
            {"outcomes", outcomes},
            {"response_curve", curve_of(view.response_curve)},
            {"service_curve", curve_of(view.service_curve)}};
}

Json load_of(const LoadView& load, const ReportView& view) {
    Json intervals = Json::array();
    for (const IntervalView& interval : view.timeseries)
        if (interval.load == load.name)
            intervals.push_back({{"start_s", interval.start_s},
                                 {"ok_per_s", number(interval.ok_per_s)},
                                 {"failed_per_s", number(interval.failed_per_s)},
                                 {"p50", number(interval.p50)},
                                 {"p99", number(interval.p99)}});
    return {{"name", load.name},
            {"steady",
             {{"begin_s", number(load.steady.begin_s)}, {"end_s", number(load.steady.end_s)}}},
            {"intervals", intervals}};
}

}  // namespace

std::string chart_data_of(const ReportView& view) {
    Json data = {{"outcome_names", Json::array()},
                 {"operations", Json::array()},
                 {"loads", Json::array()},
                 {"phases", Json::array()}};
    for (const std::string_view name : workloads::outcome_names)
        data["outcome_names"].push_back(name);
    data["outcome_names"].push_back("abandoned");
    for (const OperationView& operation : view.operations)
        data["operations"].push_back(operation_of(operation));
    for (const PhaseView& phase : view.phases)
        if (phase.length_s > 0.0)
            data["phases"].push_back(
                {{"name", phase.name}, {"start_s", phase.start_s}, {"length_s", phase.length_s}});
    for (const LoadView& load : view.loads) data["loads"].push_back(load_of(load, view));
    std::string safe;
    for (const char c : data.dump(-1, ' ', true, Json::error_handler_t::replace)) {
        if (c == '<')
            safe += "\\u003c";
        else
            safe += c;
    }
    return safe;
}

}  // namespace sark::reports
