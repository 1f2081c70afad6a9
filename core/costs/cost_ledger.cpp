#include "core/costs/cost_ledger.hpp"

#include <utility>

#include "core/audit/audit_table.hpp"
#include "core/postgres/connection_pool.hpp"

namespace sark {
namespace {

using postgres::Value;
using postgres::Values;

constexpr const char* record_cost =
    "SELECT spent_today, spent_this_month FROM sark_v2.record_cost($1::timestamptz, $2, $3, $4, "
    "$5::numeric, $6::numeric, $7::jsonb)";

// What was spent on another day or month is not of this one.
constexpr const char* select_budget =
    "SELECT daily_budget, monthly_budget, currency, "
    "CASE WHEN last_daily_reset >= date_trunc('day', $2::timestamptz, 'UTC') "
    "THEN daily_spent ELSE 0 END, "
    "CASE WHEN last_monthly_reset >= date_trunc('month', $2::timestamptz, 'UTC') "
    "THEN monthly_spent ELSE 0 END "
    "FROM sark_v2.principal_budgets WHERE principal_id = $1";

constexpr const char* upsert_limits =
    "INSERT INTO sark_v2.principal_budgets (principal_id, daily_budget, monthly_budget, currency, "
    "last_daily_reset, last_monthly_reset) VALUES ($1, $2::numeric, $3::numeric, $4, "
    "date_trunc('day', $5::timestamptz, 'UTC'), date_trunc('month', $5::timestamptz, 'UTC')) "
    "ON CONFLICT (principal_id) DO UPDATE SET daily_budget = excluded.daily_budget, "
    "monthly_budget = excluded.monthly_budget, currency = excluded.currency";

Value text_of(const std::optional<Amount>& amount) {
    return amount ? Value(to_string(*amount)) : std::nullopt;
}

Error unreadable(const Error& why) {
    return {Errc::protocol, why.message, "sark_v2.principal_budgets", ""};
}

Result<Amount> amount_of(const Value& cell) {
    auto amount = Amount::parse(cell.value_or("0"));
    if (!amount)
        return unreadable(amount.error());
    return amount;
}

Result<std::optional<Amount>> limit_of(const Value& cell) {
    if (!cell)
        return std::optional<Amount>();
    auto amount = amount_of(cell);
    if (!amount)
        return std::move(amount).error();
    return std::optional<Amount>(*amount);
}

Result<Spending> spending_of(const Value& today, const Value& this_month) {
    const auto of_day = amount_of(today);
    const auto of_month = amount_of(this_month);
    if (!of_day || !of_month)
        return of_day ? of_month.error() : of_day.error();
    return Spending{*of_day, *of_month};
}

bool is_too_large(const Cost& cost) {
    const Amount most = Amount::of_ten_thousandths(Amount::cost_max);
    return cost.actual > most || (cost.estimated && *cost.estimated > most);
}

bool has_part_of_a_cent(const std::optional<Amount>& limit) {
    return limit && limit->ten_thousandths() % 100 != 0;
}

}  // namespace

Result<Spending> CostLedger::record(const Cost& cost) {
    if (is_too_large(cost))
        return Error{Errc::invalid_argument, "a cost is 999999.9999 at most", "", ""};
    auto lease = pool_.acquire();
    if (!lease)
        return std::move(lease).error();
    auto recorded = (*lease)->execute_prepared(
        "record_cost", record_cost,
        {audit_table::to_timestamptz(time_.utc_now()), cost.principal_id, cost.resource_id,
         cost.capability_id, text_of(cost.estimated), to_string(cost.actual), cost.metadata_json});
    if (!recorded)
        return std::move(recorded).error();
    const Values& row = recorded->rows.front();
    return spending_of(row[0], row[1]);
}

Result<Budget> CostLedger::budget_of(const std::string& principal_id) {
    auto lease = pool_.acquire();
    if (!lease)
        return std::move(lease).error();
    auto found =
        (*lease)->execute_prepared("select_budget", select_budget,
                                   {principal_id, audit_table::to_timestamptz(time_.utc_now())});
    if (!found)
        return std::move(found).error();
    Budget budget;
    if (found->empty())
        return budget;
    const Values& row = found->rows.front();
    const auto daily = limit_of(row[0]);
    const auto monthly = limit_of(row[1]);
    const auto spent = spending_of(row[3], row[4]);
    if (!daily || !monthly)
        return daily ? monthly.error() : daily.error();
    if (!spent)
        return spent.error();
    budget.limits.daily = *daily;
    budget.limits.monthly = *monthly;
    budget.limits.currency = row[2].value_or("");
    budget.spent = *spent;
    return budget;
}

Result<BudgetVerdict> CostLedger::check(const std::string& principal_id, Amount estimate) {
    const auto budget = budget_of(principal_id);
    if (!budget)
        return budget.error();
    return judge_budget(*budget, estimate);
}

Result<void> CostLedger::set_limits(const std::string& principal_id, const BudgetLimits& limits) {
    if (has_part_of_a_cent(limits.daily) || has_part_of_a_cent(limits.monthly))
        return Error{Errc::invalid_argument, "a budget has two decimals at most", "", ""};
    auto lease = pool_.acquire();
    if (!lease)
        return std::move(lease).error();
    auto done =
        (*lease)->execute_prepared("upsert_limits", upsert_limits,
                                   {principal_id, text_of(limits.daily), text_of(limits.monthly),
                                    limits.currency, audit_table::to_timestamptz(time_.utc_now())});
    if (!done)
        return std::move(done).error();
    return {};
}

}  // namespace sark
