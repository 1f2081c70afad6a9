#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "reports/capacity/capacity_result.hpp"
#include "reports/capacity/window_reading.hpp"
#include "tests/support/run_result_builder.hpp"

namespace sark::test {

/// A healthy window of 5 s in which nothing was asked for; parsed once, since that takes longest.
inline const scenarios::RunResult& empty_window() {
    static const scenarios::RunResult window = RunResultBuilder()
                                                   .measured(std::chrono::seconds(5))
                                                   .operation("api.policy_evaluate")
                                                   .build();
    return window;
}

/// One window of 5 s: right answers at this rate, their times evenly spread.
inline scenarios::RunResult window_run(double per_s, double low_ms, double high_ms) {
    scenarios::RunResult run = empty_window();
    workloads::LoadTally& load = run.engine.loads[0];
    workloads::OperationTally& operation = load.operations[0];
    const auto ended = static_cast<std::uint64_t>(std::llround(5.0 * per_s));
    for (std::uint64_t i = 0; i < ended; ++i) {
        // Neighbours in time differ.
        const double at = static_cast<double>(i * 7 % ended) / static_cast<double>(ended);
        const Nanos time = from_seconds((low_ms + at * (high_ms - low_ms)) / 1e3);
        operation.response_ok.record(time);
        operation.service.record(time);
        operation.batches[i * operation.batches.size() / ended].response.record(time);
        load.service_seconds += to_seconds(time);
    }
    operation.outcomes[0] = ended;
    load.planned = load.started = load.completed = load.ended_in_window = ended;
    load.completions_per_connection = {ended};
    load.offered_rate = load.achieved_rate = per_s;
    load.in_flight_seconds = load.service_seconds;
    return run;
}

/// The same of users who follow the law of scalability.
inline scenarios::RunResult users_run(double users, const reports::UslParameters& law) {
    const double per_s = law.at(users);
    return window_run(per_s, 500.0 * users / per_s, 1500.0 * users / per_s);
}

inline reports::ObjectiveSet policy_sla() {
    scenarios::RunResult run =
        RunResultBuilder()
            .operation("api.policy_evaluate")
            .threshold("op_duration{operation:api.policy_evaluate}", "p(75)<50ms")
            .threshold("errors", "rate<0.25")
            .build();
    auto set = reports::objectives_of(run.scenario);
    EXPECT_TRUE(set);
    return *std::move(set);
}

inline reports::CapacitySetup capacity_setup() {
    reports::CapacitySetup setup;
    setup.scenario = "policy_evaluation";
    setup.tool_version = "0.1.0";
    setup.tool_revision = "abcdef0";
    setup.started_at = "2026-01-31T12:00:00.000Z";
    setup.connections = 16;
    setup.asked_per_s = 30.0;
    setup.timing = {std::chrono::seconds(1), std::chrono::seconds(5), std::chrono::seconds(1)};
    setup.confirm_window = std::chrono::seconds(15);
    setup.sla = policy_sla();
    for (const reports::Objective& objective : setup.sla.objectives)
        setup.plan.shares.push_back(objective.share);
    setup.plan.lowest = 20.0;
    setup.plan.start = 30.0;
    setup.plan.highest = 2'000.0;
    setup.plan.resolution = 0.25;
    setup.environment = empty_window().environment;
    return setup;
}

/// A search as it would be driven, its windows made up: everything is answered in time up to
/// `limit`, and late above.
struct PlayedSearch {
    reports::CapacitySetup setup = capacity_setup();
    reports::CapacitySearch search{setup.plan};
    std::vector<reports::MeasuredStep> measured;
    std::vector<reports::CurveStep> curve;

    explicit PlayedSearch(double limit, std::size_t most_windows = 1000) {
        for (std::size_t window = 0; window < most_windows; ++window) {
            const auto request = search.next();
            if (!request)
                return;
            if (measured.size() <= request->step)
                measured.resize(request->step + 1);
            const bool held = request->rate <= limit;
            const auto run = window_run(request->rate, held ? 2.0 : 20.0, held ? 20.0 : 200.0);
            const auto reading = reports::read_window(run, setup.sla.objectives);
            EXPECT_EQ(reading.disturbance, reports::Disturbance::none);
            measured[request->step].totals.add(run);
            measured[request->step].answers.push_back(reports::answers_of(run));
            ++measured[request->step].windows;
            search.told(reading.evidence, reading.disturbance);
        }
        search.stop();
    }
    void draw_curve() {
        for (const double rate : reports::curve_rates(search))
            add_curve(rate, 0, window_run(rate, 2.0, 6.0));
        for (const unsigned users : reports::concurrency_levels(4))
            add_curve(std::nullopt, users, users_run(users, law));
    }
    void add_curve(std::optional<double> rate, unsigned users, const scenarios::RunResult& run) {
        reports::CurveStep step{rate, users, {}};
        step.measured.totals.add(run);
        step.measured.answers = {reports::answers_of(run)};
        step.measured.windows = 1;
        curve.push_back(std::move(step));
    }
    [[nodiscard]] reports::CapacityResult concluded(
        std::optional<reports::EarlyEnd> ended_by = std::nullopt) const {
        return reports::conclude_capacity(setup, search, measured, curve, std::chrono::seconds(83),
                                          std::move(ended_by));
    }
    [[nodiscard]] reports::CapacityResult concluded(reports::EarlyEnd::By by) const {
        return concluded(reports::EarlyEnd{by, {}});
    }

    static constexpr reports::UslParameters law{40.0, 0.2, 0.001};
};

/// What `sark-bench capacity` usually ends with: found, confirmed, with its curve.
inline const reports::CapacityResult& found_capacity() {
    static const reports::CapacityResult found = [] {
        PlayedSearch played(66.0);
        played.draw_curve();
        return played.concluded();
    }();
    return found;
}

}  // namespace sark::test
