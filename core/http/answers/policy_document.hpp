#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/requests/validation.hpp"

namespace sark::http {

/// GET /api/v1/policy/list: the rule families that decide, in their order; or the one policy of an
/// OPA that decides instead.
[[nodiscard]] std::string policies_json(std::string_view opa_path);

/// POST /api/v1/policy/validate
struct PolicyDocument {
    std::string content;         ///< At most 100,000 characters.
    std::size_t test_cases = 0;  ///< How many were sent.
};
[[nodiscard]] Validated<PolicyDocument> parse_policy_document(std::string_view body);

struct PolicyFindings {
    std::vector<std::string> errors;
    std::vector<std::string> warnings;
};
/// What can be said of a Rego module without compiling it: that it is empty, declares no package,
/// leaves a bracket or a string open, or allows by default. A module without errors may still not
/// compile, and the warnings say so.
[[nodiscard]] PolicyFindings check_policy(std::string_view content);

/// `test_results` is null: nothing runs them here. Upstream says that all of them passed.
[[nodiscard]] std::string findings_json(PolicyFindings findings, std::size_t test_cases);

}  // namespace sark::http
