#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/requests/validation.hpp"
#include "core/registry/tool_keywords.hpp"
#include "core/registry/tool_registry.hpp"

namespace sark::http {

/// POST /api/v1/tools/{id}/sensitivity
struct SensitivityRequest {
    std::string level;
    std::optional<std::string> reason;  ///< At most 500 characters.
};
[[nodiscard]] Validated<SensitivityRequest> parse_sensitivity(std::string_view body);

/// POST /api/v1/tools/detect-sensitivity
struct DetectionRequest {
    std::string name;
    std::string description;
    std::vector<std::string> parameter_names;
};
[[nodiscard]] Validated<DetectionRequest> parse_detection(std::string_view body);

/// The names in a tool's parameters: the properties of a JSON schema, or the keys of any other
/// object.
[[nodiscard]] std::vector<std::string> parameter_names(const std::string& parameters_json);

[[nodiscard]] std::string tool_sensitivity_json(const ToolRecord& tool);
/// Upstream's list: the changes, newest first, and the current state at the end.
[[nodiscard]] std::string history_json(const SensitivityHistory& history);
[[nodiscard]] std::string sensitivity_counts_json(const SensitivityCounts& counts);
[[nodiscard]] std::string tools_json(const std::vector<ToolRecord>& tools);
[[nodiscard]] std::string detection_json(const DetectedSensitivity& detected);
/// What the words of every tool say of it. Detects only: levels stay as they are.
[[nodiscard]] std::string detections_json(const std::string& server_id,
                                          const std::vector<ToolRecord>& tools);

/// The `details` of the audit event of a change.
[[nodiscard]] std::string sensitivity_details_json(const ToolRecord& before,
                                                   const SensitivityRequest& change);

}  // namespace sark::http
