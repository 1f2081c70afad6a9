#pragma once

#include <optional>
#include <string_view>

#include "core/http/answers/answer.hpp"
#include "core/http/requests/request.hpp"
#include "core/policy/decision.hpp"

namespace sark {
class PolicyService;
}

namespace sark::http {

/// What is known of a request's circumstances without being told: the address of its peer.
[[nodiscard]] RequestContext context_of(const Request& request);

/// Why the caller may not do this to `object`; absent when it may, or when nobody knows who calls:
/// then everything is open, as long as requests are not authenticated. `new_level` is the
/// sensitivity that the object is to get; empty: it stays as it is.
[[nodiscard]] std::optional<PolicyDecision> objection(PolicyService& policy, const Request& request,
                                                      std::string_view action,
                                                      const ToolFacts& object,
                                                      std::string_view new_level = {});

/// 403 "<what> denied by policy: <reason>"; 503 when it could not be decided.
[[nodiscard]] Answer forbidden(std::string_view what, const PolicyDecision& denial);

}  // namespace sark::http
