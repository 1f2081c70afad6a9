#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/policy/decision.hpp"

namespace sark {

/// 64-bit FNV-1a over everything in the facts that a rule may read, every field with its length.
/// Teams count in any order.
[[nodiscard]] std::uint64_t facts_fingerprint(const Principal& principal, const ToolFacts& tool);

/// Key of a decision in this process: the three parts with their lengths, so that no choice of
/// texts makes two requests share one.
[[nodiscard]] std::string l1_key(std::string_view user_id, std::string_view action,
                                 std::string_view tool_name);

/// Key of a decision in Redis, in SARK's layout policy:decision:{user}:{action}:{resource}:{ctx}.
/// The resource is "tool:name" with ':' and '/' as '_', or "unknown". That cleaning is ambiguous,
/// and the layout leaves out the role, teams and sensitivity; ctx, the fingerprint of the facts
/// (16 hex digits), makes up for both: a decision made on other facts is never found.
[[nodiscard]] std::string l2_key(std::string_view user_id, std::string_view action,
                                 std::string_view tool_name, std::uint64_t fingerprint);

/// The sets in Redis of all decision keys of a user or of a tool, for invalidation without SCAN.
[[nodiscard]] std::string l2_user_index(std::string_view user_id);
[[nodiscard]] std::string l2_tool_index(std::string_view tool_name);

}  // namespace sark
