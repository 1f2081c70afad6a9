#include <nlohmann/json.hpp>

#include "reports/writers/k6_metrics.hpp"
#include "reports/writers/writer.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;

/// k6's older form: values beside thresholds, a rate called `value`, and a threshold true when it
/// was *crossed*.
Json metric_of(const K6Metric& metric) {
    Json json = Json::object();
    for (const auto& [key, value] : metric.values)
        json[metric.type == "rate" && key == "rate" ? "value" : key] = value;
    if (!metric.thresholds.empty())
        json["thresholds"] = Json::object();
    for (const K6Metric::Threshold& threshold : metric.thresholds)
        json["thresholds"][threshold.text] = !threshold.ok;
    return json;
}

}  // namespace

void write_k6_export(const Report& report, std::ostream& out) {
    Json metrics = Json::object();
    for (const K6Metric& metric : k6_metrics(report)) metrics[metric.name] = metric_of(metric);
    const Json document = {{"root_group",
                            {{"name", ""},
                             {"path", ""},
                             {"id", "d41d8cd98f00b204e9800998ecf8427e"},
                             {"groups", Json::object()},
                             {"checks", Json::object()}}},
                           {"metrics", metrics}};
    out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace sark::reports
