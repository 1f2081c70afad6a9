#include "core/http/answers/tool_json.hpp"

#include <cstddef>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/http/answers/json_text.hpp"
#include "core/http/requests/field_reader.hpp"

namespace sark::http {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

ordered_json value_or_null(const std::optional<std::string>& text) {
    return text ? ordered_json(*text) : ordered_json();
}

std::vector<std::string> names_in(const json& parameters) {
    const auto properties = parameters.find("properties");
    const json& named =
        properties != parameters.end() && properties->is_object() ? *properties : parameters;
    std::vector<std::string> names;
    for (const auto& member : named.items()) names.push_back(member.key());
    return names;
}

}  // namespace

Validated<SensitivityRequest> parse_sensitivity(std::string_view body) {
    ValidationIssues issues;
    const json document = parse_object(body, issues);
    if (!issues.empty())
        return issues;
    FieldReader reader(document, {"body"}, issues);
    SensitivityRequest request;
    request.level = reader.choice("sensitivity_level", sensitivity_levels, "");
    request.reason = reader.text("reason", 500);
    if (!issues.empty())
        return issues;
    return request;
}

Validated<DetectionRequest> parse_detection(std::string_view body) {
    ValidationIssues issues;
    const json document = parse_object(body, issues);
    if (!issues.empty())
        return issues;
    FieldReader reader(document, {"body"}, issues);
    DetectionRequest request;
    request.name = reader.required_text("tool_name", 255);
    request.description = reader.text("tool_description", 2'000).value_or("");
    request.parameter_names = names_in(reader.object("parameters"));
    if (!issues.empty())
        return issues;
    return request;
}

std::vector<std::string> parameter_names(const std::string& parameters_json) {
    const json parameters = json::parse(parameters_json, nullptr, false);
    return parameters.is_object() ? names_in(parameters) : std::vector<std::string>();
}

std::string tool_sensitivity_json(const ToolRecord& tool) {
    return to_text({{"tool_id", tool.id},
                    {"tool_name", tool.name},
                    {"sensitivity_level", tool.sensitivity_level},
                    {"is_overridden", tool.is_overridden},
                    {"last_updated", tool.updated_at}});
}

std::string history_json(const SensitivityHistory& history) {
    ordered_json list = ordered_json::array();
    for (const SensitivityChange& change : history.changes)
        list.push_back({{"timestamp", change.changed_at},
                        {"previous_level", change.previous_level},
                        {"new_level", change.new_level},
                        {"updated_by", value_or_null(change.changed_by)},
                        {"reason", value_or_null(change.reason)},
                        {"type", "manual_override"}});
    list.push_back(
        {{"timestamp", history.updated_at}, {"level", history.current_level}, {"type", "current"}});
    return to_text(list);
}

std::string sensitivity_counts_json(const SensitivityCounts& counts) {
    ordered_json by_level = ordered_json::object();
    for (std::size_t i = 0; i < counts.by_level.size(); ++i)
        by_level[std::string(SensitivityCounts::levels[i])] = counts.by_level[i];
    return to_text({{"total_tools", counts.total},
                    {"by_sensitivity", std::move(by_level)},
                    {"overridden_count", counts.overridden}});
}

std::string tools_json(const std::vector<ToolRecord>& tools) {
    ordered_json list = ordered_json::array();
    for (const ToolRecord& tool : tools)
        list.push_back({{"id", tool.id},
                        {"name", tool.name},
                        {"description", text_or_null(tool.description)},
                        {"server_id", tool.server_id},
                        {"sensitivity_level", tool.sensitivity_level},
                        {"is_overridden", tool.is_overridden},
                        {"created_at", tool.created_at}});
    return to_text(list);
}

std::string detection_json(const DetectedSensitivity& detected) {
    const std::string method =
        detected.keywords.empty() ? "default" : std::string(detected.level) + "_keywords";
    ordered_json keywords;  // null when there are none, as upstream
    for (const std::string_view keyword : detected.keywords)
        keywords.push_back(std::string(keyword));
    return to_text({{"detected_level", std::string(detected.level)},
                    {"keywords_matched", std::move(keywords)},
                    {"detection_method", method}});
}

std::string detections_json(const std::string& server_id, const std::vector<ToolRecord>& tools) {
    ordered_json detections = ordered_json::object();
    for (const ToolRecord& tool : tools) {
        const auto names = parameter_names(tool.parameters_json);
        detections[tool.id] =
            std::string(detect_sensitivity(tool.name, tool.description, names).level);
    }
    return to_text({{"server_id", server_id},
                    {"tool_count", tools.size()},
                    {"detections", std::move(detections)}});
}

std::string sensitivity_details_json(const ToolRecord& before, const SensitivityRequest& change) {
    return to_text({{"tool_name", before.name},
                    {"server_id", before.server_id},
                    {"old_sensitivity", before.sensitivity_level},
                    {"new_sensitivity", change.level},
                    {"reason", value_or_null(change.reason)},
                    {"change_type", "sensitivity_override"}});
}

}  // namespace sark::http
