#pragma once

#include <string>
#include <utility>
#include <vector>

#include "reports/comparison/comparison.hpp"
#include "reports/comparison/runs_comparison.hpp"
#include "tests/support/run_result_builder.hpp"

namespace sark::test {

/// A gate of 12 blocks in which B's p95 is 20 % worse, everything else is equal, one block was
/// disturbed and nobody could tell the target's CPU.
inline reports::Comparison regressed_gate() {
    using namespace reports;
    ComparisonSetup setup;
    setup.scenario = "unit";
    setup.arms = {"as is", "serve.slowdown=0.1"};
    setup.seed = 7;
    setup.round = std::chrono::seconds(2);
    setup.budget = std::chrono::minutes(10);
    setup.started_at = "2026-11-21T07:38:20.123Z";
    setup.facts = {{"cpu_model", "Test CPU"}, {"revision", "abcdef0"}};
    PairedRun::Plan plan;
    plan.metrics = gate_metrics(setup.tolerances);
    plan.budget = setup.budget;
    plan.seed = setup.seed;
    PairedRun paired(std::move(plan));
    std::vector<ComparedRound> rounds;
    int number = 0;
    while (const auto arm = paired.next()) {
        const bool pilot = paired.piloting();
        const double drift = 0.001 * (number % 7);
        RoundMeasure measure;
        measure.values = {drift + (*arm == Arm::b ? 0.182 : 0.0), 0.5 + drift, -5.5 - drift, 0.0,
                          std::nullopt};
        measure.unusable = number == 20 ? "foreign_cpu" : "";
        rounds.push_back({*arm,
                          pilot,
                          {10.0 * (*arm == Arm::b ? 1.2 : 1.0), 16.5, 245.0, 0.0, std::nullopt},
                          measure.unusable});
        paired.told(measure, std::chrono::seconds(2 * ++number));
    }
    std::array<ArmTotals, 2> totals;
    totals[0].add(RunResultBuilder().answers("api.list", 2'000, 5, 10).build());
    totals[1].add(RunResultBuilder().answers("api.list", 2'000, 6, 12).build());
    return conclude(std::move(setup), paired, std::move(rounds), totals,
                    std::chrono::seconds(2 * number), std::nullopt);
}

inline reports::Report example_run(double ms, int number, const std::string& cpu = "Test CPU") {
    auto run = RunResultBuilder()
                   .answers("api.list", 4'000, ms / 2, ms)
                   .answers("api.policy_evaluate", 4'000, ms, 2 * ms)
                   .build();
    run.id = "20261121T0738" + std::to_string(10 + number) + "Z-1f3a";
    run.engine.started_at += std::chrono::minutes(number);
    run.environment.facts[0].second = cpu;
    auto report = reports::judge(std::move(run), {});
    return std::move(report).value();
}

/// Four runs of the base, one of the candidate; `cpu` is where that was measured.
inline reports::Comparison runs_apart(double candidate_ms, const std::string& cpu = "Test CPU") {
    using namespace reports;
    ComparisonSetup setup;
    setup.scenario = "unit";
    setup.arms = {"main", "out"};
    setup.started_at = "2026-11-21T07:48:20.123Z";
    setup.facts = {{"cpu_model", cpu}};
    RunsComparison comparison(std::move(setup), {});
    int number = 0;
    for (const double ms : {10.0, 10.05, 9.95, 10.02})
        comparison.add(Arm::a, example_run(ms, ++number), "baselines/main");
    comparison.add(Arm::b, example_run(candidate_ms, ++number, cpu), "out");
    return comparison.conclude();
}

}  // namespace sark::test
