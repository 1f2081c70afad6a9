#pragma once

#include <optional>
#include <string>

#include "core/costs/amount.hpp"

namespace sark {

/// What a principal may spend. Absent: any amount.
struct BudgetLimits {
    std::optional<Amount> daily;
    std::optional<Amount> monthly;
    std::string currency = "USD";
};

/// Of the UTC day and month that it is asked in.
struct Spending {
    Amount today;
    Amount this_month;
};

struct Budget {
    BudgetLimits limits;
    Spending spent;
};

struct BudgetVerdict {
    bool within = true;
    std::string reason;  ///< Names the budget that does not allow it, the daily one first.
};

/// Whether a cost that is estimated to be this large still fits: the daily budget is asked before
/// the monthly one, and a budget may be spent to its last ten-thousandth.
[[nodiscard]] BudgetVerdict judge_budget(const Budget& budget, Amount estimate);

}  // namespace sark
