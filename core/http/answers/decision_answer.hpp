#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/http/requests/evaluation_request.hpp"
#include "core/policy/decision.hpp"

namespace sark::http {

/// Appends what the answer to any decision goes on with behind `"reason":`: the reason, the
/// parameters of an allow, the audit event.
void append_outcome(std::string& out, const PolicyDecision& decision,
                    std::string_view filtered_parameters_json, std::string_view audit_id);

/// `audit_id` empty: the event was not acknowledged, and there is none to refer to.
[[nodiscard]] std::string decision_response_json(const PolicyDecision& decision,
                                                 const EvaluateRequest& request,
                                                 const std::string& audit_id);
/// What decision_response_json() says of each, as one list in their order. All three have the same
/// length.
[[nodiscard]] std::string decisions_response_json(std::span<const PolicyDecision> decisions,
                                                  std::span<const EvaluateRequest> requests,
                                                  std::span<const std::string> audit_ids);
[[nodiscard]] std::string invalidated_json();

/// The `details` of the audit event of a decision.
[[nodiscard]] std::string decision_details_json(const PolicyDecision& decision,
                                                const EvaluateRequest& request);

}  // namespace sark::http
