#pragma once

#include <string>
#include <string_view>

#include "core/base/time.hpp"
#include "core/policy/request_context.hpp"
#include "core/registry/server_registry.hpp"

namespace sark {

/// What policy is asked: who does what to which tool, when and from where.
struct PolicyRequest {
    Principal principal;
    std::string action;  ///< e.g. "tool:invoke"
    ToolFacts resource;  ///< Name empty: nothing in particular.
    UtcTime time;        ///< Zero (the epoch): time rules always hold, as upstream.
    RequestContext context;
};

/// A question as callers ask it: the facts behind the names are looked up. Borrowed texts.
struct PolicyQuestion {
    std::string_view user_id;
    std::string_view action;
    std::string_view tool_name;               ///< Empty: nothing in particular.
    const RequestContext* context = nullptr;  ///< Borrowed, too; null: nothing is told.
};

enum class CacheStatus : unsigned char { none, l1_hit, l2_hit, miss };
[[nodiscard]] std::string_view to_string(CacheStatus status);

/// What policy answered. An evaluation error is a denial with `error` set, and is never cached.
struct PolicyDecision {
    bool allow = false;
    std::string reason;
    std::string policy;  ///< The rule that decided: "rbac", "team_access", …
    bool error = false;
    CacheStatus cache = CacheStatus::none;
};

/// A denial because nothing could be decided; the reason is "Policy evaluation error: " and `why`.
[[nodiscard]] PolicyDecision error_denial(std::string_view why);

}  // namespace sark
