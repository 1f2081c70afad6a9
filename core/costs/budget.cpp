#include "core/costs/budget.hpp"

namespace sark {
namespace {

bool fits(const std::optional<Amount>& limit, Amount spent, Amount estimate) {
    return !limit || spent + estimate <= *limit;
}

BudgetVerdict refusal(std::string_view span, Amount limit, Amount spent, Amount estimate,
                      const std::string& currency) {
    return {false, "the " + std::string(span) + " budget of " + to_string(limit) + " " + currency +
                       " does not allow " + to_string(estimate) + " more: " + to_string(spent) +
                       " is spent"};
}

}  // namespace

BudgetVerdict judge_budget(const Budget& budget, Amount estimate) {
    const BudgetLimits& limits = budget.limits;
    if (!fits(limits.daily, budget.spent.today, estimate))
        return refusal("daily", *limits.daily, budget.spent.today, estimate, limits.currency);
    if (!fits(limits.monthly, budget.spent.this_month, estimate))
        return refusal("monthly", *limits.monthly, budget.spent.this_month, estimate,
                       limits.currency);
    return {};
}

}  // namespace sark
