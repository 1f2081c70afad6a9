#pragma once

#include <functional>
#include <string>

#include "core/policy/decision.hpp"
#include "core/policy/policy_engine.hpp"

namespace sark {

/// Who decides once the facts are known: the rules of this program, or an OPA.
struct Evaluator {
    /// Part of the decision key: decisions of one evaluator are not another's.
    std::string name;
    /// Thread-safe. What cannot be decided is a denial with `error`, which is never cached.
    std::function<PolicyDecision(const PolicyRequest&)> evaluate;
};

[[nodiscard]] Evaluator rule_evaluator(RuleOrder order = RuleOrder::cheap_first);

}  // namespace sark
