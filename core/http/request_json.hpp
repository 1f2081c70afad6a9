#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/registry/server_registry.hpp"

namespace sark::http {

/// What is wrong with one part of a request.
struct ValidationIssue {
    std::vector<std::variant<std::string, std::size_t>> location;  ///< e.g. body, tools, 0, name
    std::string message;
};
using ValidationIssues = std::vector<ValidationIssue>;

/// A value, or all that is wrong with it (never empty).
template <class T>
using Validated = std::variant<T, ValidationIssues>;

/// POST /api/v1/servers/: lengths and enumerations of SARK-UPSTREAM section 2, at most 1,000 tools.
/// Unknown keys are ignored, as upstream.
[[nodiscard]] Validated<Server> parse_registration(std::string_view body);

/// POST /api/v1/policy/evaluate.
struct EvaluateRequest {
    std::string user_id;  ///< Lower case; the nil UUID when none was given.
    std::string action;
    std::string tool;                      ///< Empty: none.
    std::optional<std::string> server_id;  ///< Accepted and, as upstream, not used to decide.
    /// The parameters without secrets: keys that name a credential or a personal number are gone
    /// at every level, whatever the tool's sensitivity.
    std::string filtered_parameters_json = "{}";
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

/// Query parameters of GET /api/v1/servers/ (absent: not given).
struct ListRequest {
    unsigned limit = 50;
    std::string cursor;
    std::string status;
};
[[nodiscard]] Validated<ListRequest> parse_list(const std::optional<std::string>& limit,
                                                const std::optional<std::string>& cursor,
                                                const std::optional<std::string>& status);

}  // namespace sark::http
