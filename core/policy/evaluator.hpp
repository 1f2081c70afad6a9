#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/policy/config/policy_config.hpp"
#include "core/policy/decision.hpp"
#include "core/policy/policy_engine.hpp"

namespace sark {

/// Who decides once the facts are known: the rules of this program, or an OPA.
struct Evaluator {
    /// Part of the decision key: decisions of one evaluator are not another's.
    std::string name;
    /// Thread-safe. What cannot be decided is a denial with `error`, which is never cached.
    std::function<PolicyDecision(const PolicyRequest&)> evaluate;
    /// By which the facts of a RequestContext are told. Never null.
    std::shared_ptr<const PolicyConfig> config = std::make_shared<const PolicyConfig>();
    /// It may look at anything in the RequestContext; otherwise at its ContextFacts alone.
    bool reads_whole_context = false;
};

[[nodiscard]] Evaluator rule_evaluator(RuleOrder order = RuleOrder::cheap_first,
                                       PolicyConfig config = {});

}  // namespace sark
