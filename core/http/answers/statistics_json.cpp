#include "core/http/answers/statistics_json.hpp"

#include <array>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/http/answers/json_text.hpp"

namespace sark::http {

namespace {

using nlohmann::ordered_json;
using namespace std::chrono_literals;

template <class Value, std::size_t size>
using Named = std::array<std::pair<std::string_view, Value>, size>;

constexpr Named<RegistrySeries, 4> metrics{{{"server_count", RegistrySeries::server_count},
                                            {"active_servers", RegistrySeries::active_servers},
                                            {"tool_count", RegistrySeries::tool_count},
                                            {"health_checks", RegistrySeries::health_checks}}};
constexpr Named<std::chrono::seconds, 5> ranges{
    {{"1h", 1h}, {"6h", 6h}, {"24h", 24h}, {"7d", 168h}, {"30d", 720h}}};
constexpr Named<std::chrono::seconds, 5> intervals{
    {{"5m", 5min}, {"15m", 15min}, {"1h", 1h}, {"6h", 6h}, {"1d", 24h}}};

/// What stands for the parameter; nothing, with the issue noted, when it is none of the names.
template <class Value, std::size_t size>
Value named_parameter(const Request& request, const std::string& name,
                      const Named<Value, size>& values, const std::string& otherwise,
                      std::string& text, ValidationIssues& issues) {
    text = request.parameter(name).value_or(otherwise);
    std::string choices = "must be one of";
    for (const auto& [known, value] : values) {
        if (known == text)
            return value;
        choices.append(choices.back() == 'f' ? " " : ", ").append(known);
    }
    issues.push_back({{"query", name}, std::move(choices)});
    return Value{};
}

ordered_json counts_json(const CountsByName& counts) {
    ordered_json entries = ordered_json::object();
    for (const auto& [name, count] : counts) entries[name] = count;
    return entries;
}

std::uint64_t count_of(const CountsByName& counts, const std::string& name) {
    const auto found = counts.find(name);
    return found == counts.end() ? 0 : found->second;
}

}  // namespace

std::string summary_json(const RegistrySummary& summary) {
    ordered_json average;  // null: there is nothing to take it of
    if (summary.servers > 0)
        average = static_cast<double>(summary.tools) / static_cast<double>(summary.servers);
    return to_text({{"total_servers", summary.servers},
                    {"active_servers", count_of(summary.by_status, "active")},
                    {"inactive_servers", count_of(summary.by_status, "inactive")},
                    {"unhealthy_servers", count_of(summary.by_status, "unhealthy")},
                    {"total_tools", summary.tools},
                    {"servers_by_transport", counts_json(summary.by_transport)},
                    {"servers_by_sensitivity", counts_json(summary.by_sensitivity)},
                    {"average_tools_per_server", std::move(average)}});
}

std::string server_statistics_json(const ServerStatistics& statistics) {
    return to_text({{"server_id", statistics.id},
                    {"server_name", statistics.name},
                    {"status", statistics.status},
                    {"transport", statistics.transport},
                    {"sensitivity_level", statistics.sensitivity_level},
                    {"total_tools", statistics.tools},
                    {"tools_by_sensitivity", counts_json(statistics.tools_by_sensitivity)},
                    {"created_at", statistics.created_at},
                    {"last_health_check", text_or_null(statistics.last_health_check.value_or(""))},
                    {"uptime_percentage", nullptr}});
}

Validated<SeriesRequest> parse_series(const Request& request) {
    ValidationIssues issues;
    SeriesRequest series;
    series.series = named_parameter(request, "metric", metrics, "", series.metric, issues);
    series.range = named_parameter(request, "time_range", ranges, "24h", series.range_text, issues);
    series.interval =
        named_parameter(request, "interval", intervals, "1h", series.interval_text, issues);
    if (!issues.empty())
        return issues;
    return series;
}

std::string series_json(const SeriesRequest& request, const std::vector<SeriesPoint>& points) {
    ordered_json list = ordered_json::array();
    for (const SeriesPoint& point : points) {
        ordered_json value;
        if (point.value)
            value = *point.value;
        list.push_back({{"timestamp", point.at},
                        {"value", std::move(value)},
                        {"metadata", {{"interval", request.interval_text}}}});
    }
    return to_text({{"metric_name", request.metric},
                    {"time_range", request.range_text},
                    {"interval", request.interval_text},
                    {"data_points", std::move(list)}});
}

}  // namespace sark::http
