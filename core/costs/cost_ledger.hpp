#pragma once

#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/costs/budget.hpp"

namespace sark::postgres {
class ConnectionPool;
}

namespace sark {

/// What one call has cost: a row of sark_v2.cost_tracking (S000-TBL-04).
struct Cost {
    std::string principal_id;
    std::string resource_id;
    std::optional<std::string> capability_id;
    std::optional<Amount> estimated;
    Amount actual;  ///< Up to Amount::cost_max.
    std::string metadata_json = "{}";
};

/// Costs and budgets in schema sark_v2. A cost and its principal's sums change together, in one
/// statement that locks the principal's row until it is committed: costs of one principal are
/// recorded one after the other, however many connections bring them (scenario cost_hot_row).
/// Days and months are UTC's, by the TimeSource. Thread-safe. Errors as of postgres::Session.
class CostLedger {
 public:
    /// Both are borrowed. The pool is one that writes: a replica would not know the last costs.
    CostLedger(postgres::ConnectionPool& pool, const TimeSource& time) : pool_(pool), time_(time) {}

    /// Records what was spent now, whether a budget allowed it or not: it is spent. Returns the
    /// principal's sums with it. Errc::invalid_argument for a cost beyond Amount::cost_max.
    [[nodiscard]] Result<Spending> record(const Cost& cost);

    /// Whether an estimated cost fits into the principal's budgets now; see judge_budget(). Calls
    /// that ask at the same time do not see each other's costs before they are recorded. Who gets
    /// an Error must not spend.
    [[nodiscard]] Result<BudgetVerdict> check(const std::string& principal_id, Amount estimate);

    /// Without limits and with nothing spent for a principal that nobody has heard of.
    [[nodiscard]] Result<Budget> budget_of(const std::string& principal_id);

    /// Sets the limits, which apply at once; what is spent stays. Errc::invalid_argument for parts
    /// of a hundredth, which numeric(10, 2) would round away.
    [[nodiscard]] Result<void> set_limits(const std::string& principal_id,
                                          const BudgetLimits& limits);

 private:
    postgres::ConnectionPool& pool_;
    const TimeSource& time_;
};

}  // namespace sark
