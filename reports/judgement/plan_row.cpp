#include "reports/judgement/plan_row.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "migrations/index_set.hpp"
#include "scenarios/evidence/plan_expectation.hpp"
#include "scenarios/evidence/plan_shape.hpp"

namespace sark::reports {

namespace {

using scenarios::OperationPlan;
using scenarios::PlanExpectation;

const OperationPlan* plan_of(const scenarios::RunResult& run, const std::string& load,
                             const std::string& operation) {
    const auto found = std::ranges::find_if(run.server.plans, [&](const OperationPlan& plan) {
        return plan.load == load && plan.operation == operation;
    });
    return found == run.server.plans.end() ? nullptr : &*found;
}

std::string under_load_text(const OperationPlan& plan) {
    std::uint64_t sampled = 0;
    std::uint64_t others = 0;
    for (const scenarios::SampledPlan& one : plan.under_load) {
        sampled += one.count;
        others += one.hash == plan.hash ? 0 : one.count;
    }
    return others == 0
               ? std::string()
               : fmt::format("; under load {} of {} sampled plans were others", others, sampled);
}

bool names_an_index(PlanExpectation::Kind kind) {
    return kind == PlanExpectation::Kind::index_scan ||
           kind == PlanExpectation::Kind::index_only_scan ||
           kind == PlanExpectation::Kind::bitmap_scan;
}

/// Why a run with this index set cannot do as expected; empty when it can.
std::string left_out(const std::optional<migrations::IndexSet>& set, const std::string& expected) {
    const auto expectation = scenarios::parse_plan_expectation(expected);
    if (!set || !expectation || expectation->name.empty() || !names_an_index(expectation->kind))
        return {};
    const auto shipped = migrations::shipped_indexes();
    const auto named = [&](const migrations::IndexDefinition& one) {
        return one.name == expectation->name;
    };
    const auto in_the_set = [&](const migrations::IndexDefinition& one) {
        return named(one) && migrations::belongs_to(one, *set);
    };
    if (std::ranges::none_of(shipped, named) || std::ranges::any_of(shipped, in_the_set))
        return {};
    return fmt::format("the index set {}, which the scenario asks for, has no {}",
                       migrations::name_of(*set), expectation->name);
}

void judge(const OperationPlan* plan, const std::string& expected, bool collected, Judgement& row) {
    if (plan == nullptr || !plan->why_absent.empty()) {
        row.verdict = RowVerdict::no_data;
        row.decides = collected && plan != nullptr;
        row.reason =
            plan != nullptr ? "no plan: " + plan->why_absent : "no plan was captured in this run";
        return;
    }
    const auto expectation = scenarios::parse_plan_expectation(expected);
    const bool met = expectation && scenarios::plan_meets(*expectation, plan->shape);
    row.verdict = met ? RowVerdict::pass : RowVerdict::fail;
    row.samples = 1;
    if (!met)
        row.reason = "the plan is: " + scenarios::shape_text(plan->shape);
    row.reason += under_load_text(*plan);
    if (row.reason.starts_with("; "))
        row.reason.erase(0, 2);
}

}  // namespace

std::vector<Judgement> judge_plans(const scenarios::RunResult& run) {
    std::vector<Judgement> rows;
    for (const scenarios::LoadSpec& load : run.scenario.loads)
        for (const workloads::OperationSpec& operation : load.operations) {
            const auto* statement = std::get_if<workloads::PostgresOperation>(&operation.request);
            if (statement == nullptr || statement->expect_plan.empty())
                continue;
            Judgement& row = rows.emplace_back();
            row.id = fmt::format("plan{{operation:{},load:{}}}: {}", operation.name, load.name,
                                 statement->expect_plan);
            row.profile = "thresholds";
            row.title = "expected plan";
            row.operation = operation.name;
            row.metric = "plan";
            row.statistic = "shape";
            row.measured_at = "the server's plan, captured after the run";
            row.source = "scenario, /load/" + load.name + "/operations";
            row.reason = left_out(run.scenario.environment.index_set, statement->expect_plan);
            if (!row.reason.empty()) {
                row.verdict = RowVerdict::skipped;
                row.decides = false;
                continue;
            }
            judge(plan_of(run, load.name, operation.name), statement->expect_plan,
                  run.server.collected, row);
        }
    return rows;
}

}  // namespace sark::reports
