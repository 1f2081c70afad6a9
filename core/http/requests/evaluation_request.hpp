#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/http/requests/validation.hpp"
#include "core/policy/request_context.hpp"

namespace sark::http {

/// POST /api/v1/policy/evaluate.
struct EvaluateRequest {
    std::string user_id;  ///< Lower case; the nil UUID when none was given.
    std::string action;
    std::string tool;                      ///< Empty: none.
    std::optional<std::string> server_id;  ///< Accepted and, as upstream, not used to decide.
    /// The parameters without secrets: keys that name a credential or a personal number are gone
    /// at every level, whatever the tool's sensitivity.
    std::string filtered_parameters_json = "{}";
    std::optional<RequestContext> context{};  ///< Absent: nothing is told.
};
[[nodiscard]] Validated<EvaluateRequest> parse_evaluation(std::string_view body);

/// POST /api/v1/policy/batch-evaluate: a list of 1 to 1,000 of them (S003-API-02). One that is
/// malformed refuses the list, as upstream's framework does; issues say which.
inline constexpr std::size_t batch_max = 1'000;
[[nodiscard]] Validated<std::vector<EvaluateRequest>> parse_evaluations(std::string_view body);

/// POST /api/v1/policy/invalidate: exactly one of them.
struct InvalidateRequest {
    std::string user_id;  ///< Lower case; may be empty.
    std::string tool;
    bool policies = false;
};
[[nodiscard]] Validated<InvalidateRequest> parse_invalidation(std::string_view body);

[[nodiscard]] bool is_secret_key(std::string_view name);
/// Takes out of `value`, at every level, the keys that name a credential or a personal number.
void remove_secrets(nlohmann::json& value);

}  // namespace sark::http
