#include "core/policy/evaluator.hpp"

#include <utility>

namespace sark {

Evaluator rule_evaluator(RuleOrder order, PolicyConfig config) {
    Evaluator evaluator;
    evaluator.config = std::make_shared<const PolicyConfig>(std::move(config));
    evaluator.name = order == RuleOrder::cheap_first ? "rules" : "rules, expensive first";
    evaluator.name += ", configuration " + std::to_string(fingerprint_of(*evaluator.config));
    evaluator.evaluate = [order, chosen = evaluator.config](const PolicyRequest& request) {
        return evaluate_policy(request, order, *chosen);
    };
    return evaluator;
}

}  // namespace sark
