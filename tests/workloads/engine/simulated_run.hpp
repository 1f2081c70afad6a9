#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/scripted_connection.hpp"
#include "workloads/engine/engine.hpp"

namespace sark::test {

using namespace std::chrono_literals;

/// Arrivals at one rate.
inline workloads::OpenArrivals steady(double rate, Nanos duration) {
    return {rate, {{duration, rate}}, false};
}

/// A load with one operation, "op", on one connection.
inline workloads::LoadPlan plan_of(workloads::ArrivalSpec arrivals,
                                   workloads::ConnectionFactory connect) {
    workloads::LoadPlan plan;
    plan.name = "load";
    plan.arrivals = std::move(arrivals);
    plan.operation_names = {"op"};
    plan.weights = {1.0};
    plan.driver = "scripted";
    plan.timeout = 10s;
    plan.connect = std::move(connect);
    return plan;
}

/// A run in virtual time against scripted targets.
struct SimulatedRun {
    VirtualTime time;
    ScriptedTarget target{time, [](const auto&, Nanos) { return Answer{1ms}; }};
    workloads::EngineOptions options{1, 0s, 5s, 1};
    workloads::StopControl stop;
    workloads::Engine::Observer observer;

    /// Runs the loads; a failure of the engine fails the test.
    workloads::EngineResult run(std::vector<workloads::LoadPlan> plans) {
        workloads::Engine engine(options, std::move(plans));
        engine.set_reactor_factory([this] { return std::make_unique<SimulatedReactor>(time); });
        auto result = engine.run(stop, observer);
        if (!result) {
            ADD_FAILURE() << describe(result.error());
            return {};
        }
        for (const auto& load : result->loads)
            EXPECT_EQ(load.planned, load.completed + load.abandoned) << load.name;
        return *std::move(result);
    }
    workloads::EngineResult run(workloads::ArrivalSpec arrivals, unsigned connections = 1) {
        auto plan = plan_of(std::move(arrivals), target.factory());
        plan.connections = connections;
        std::vector<workloads::LoadPlan> plans;
        plans.push_back(std::move(plan));
        return run(std::move(plans));
    }
};

/// How many samples lie above a limit.
inline std::uint64_t above(const workloads::Histogram& histogram, Nanos limit) {
    return histogram.count() - histogram.count_at_most(limit);
}

inline std::uint64_t outcomes(const workloads::OperationTally& tally, workloads::OutcomeCode code) {
    return tally.outcomes[static_cast<std::size_t>(code)];
}

}  // namespace sark::test
