#include <nlohmann/json.hpp>

#include "reports/writers/k6_metrics.hpp"
#include "reports/writers/writer.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;

Json metric_of(const K6Metric& metric) {
    Json values = Json::object();
    for (const auto& [key, value] : metric.values) values[key] = value;
    Json json = {{"type", metric.type}, {"contains", metric.contains}, {"values", values}};
    if (!metric.thresholds.empty())
        json["thresholds"] = Json::object();
    for (const K6Metric::Threshold& threshold : metric.thresholds)
        json["thresholds"][threshold.text] = {{"ok", threshold.ok}};
    return json;
}

}  // namespace

void write_k6_summary(const Report& report, std::ostream& out) {
    Json metrics = Json::object();
    for (const K6Metric& metric : k6_metrics(report)) metrics[metric.name] = metric_of(metric);
    const Json document = {
        // The id is k6's for the group without a name: the MD5 of nothing.
        {"root_group",
         {{"name", ""},
          {"path", ""},
          {"id", "d41d8cd98f00b204e9800998ecf8427e"},
          {"groups", Json::array()},
          {"checks", Json::array()}}},
        {"options",
         {{"summaryTrendStats", {"avg", "min", "med", "max", "p(90)", "p(95)", "p(99)", "p(99.9)"}},
          {"summaryTimeUnit", ""},
          {"noColor", true}}},
        {"state",
         {{"isStdOutTTY", false},
          {"isStdErrTTY", false},
          {"testRunDurationMs", to_ms(report.run.engine.measured)}}},
        {"metrics", metrics}};
    out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace sark::reports
