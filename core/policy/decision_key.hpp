#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/policy/decision.hpp"
#include "core/policy/evaluator.hpp"

namespace sark {

/// 64-bit FNV-1a over everything in the facts that a rule may read, every field with its length.
/// Teams count in any order.
[[nodiscard]] std::uint64_t facts_fingerprint(const Principal& principal, const ToolFacts& tool);

/// The facts, what is read from the clock and from the context, who decides, by which
/// configuration and under which policies: a decision with another fingerprint was made on
/// something else.
[[nodiscard]] std::uint64_t decision_fingerprint(const PolicyRequest& request,
                                                 const Evaluator& evaluator,
                                                 std::uint64_t policies);

/// A question as one text: its three parts with their lengths, so that no choice of texts makes
/// two questions share one. The context is none of them.
[[nodiscard]] std::string question_key(const PolicyQuestion& question);

/// Key of a decision in Redis, in SARK's layout policy:decision:{user}:{action}:{resource}:{ctx}.
/// The resource is "tool_name" with ':' and '/' as '_', or "unknown". That cleaning is ambiguous,
/// and the layout leaves out the role, teams and sensitivity; ctx, the fingerprint (16 hex digits),
/// makes up for both: a decision made on other facts is never found.
[[nodiscard]] std::string l2_key(const PolicyQuestion& question, std::uint64_t fingerprint);

/// The same in the layout of S003-CACHE-04: opa_decision:{hash of question and fingerprint}. What
/// is kept under it must name its question, because a hash of 64 bits can be made to collide.
[[nodiscard]] std::string l2_hash_key(const PolicyQuestion& question, std::uint64_t fingerprint);

/// The sets in Redis of all decision keys of a user or of a tool, for invalidation without SCAN.
[[nodiscard]] std::string l2_user_index(std::string_view user_id);
[[nodiscard]] std::string l2_tool_index(std::string_view tool_name);

}  // namespace sark
