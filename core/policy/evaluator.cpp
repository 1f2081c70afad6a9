#include "core/policy/evaluator.hpp"

namespace sark {

Evaluator rule_evaluator(RuleOrder order) {
    return {order == RuleOrder::cheap_first ? "rules" : "rules, expensive first",
            [order](const PolicyRequest& request) { return evaluate_policy(request, order); }};
}

}  // namespace sark
