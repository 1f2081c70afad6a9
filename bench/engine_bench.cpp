// What the load engine itself costs per operation.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "workloads/engine/engine.hpp"

namespace {

using namespace sark;
using namespace sark::workloads;
using namespace std::chrono_literals;

/// Does nothing: what is left is the engine.
class IdleTarget final : public Connection {
 public:
    Result<void> open() override { return {}; }
    std::optional<Outcome> start(const Call&) noexcept override { return outcome_; }
    std::optional<Outcome> on_ready(std::uint32_t) noexcept override { return std::nullopt; }
    Outcome abandon() noexcept override { return {OutcomeCode::timeout, 0, 0}; }
    [[nodiscard]] int fd() const noexcept override { return -1; }
    [[nodiscard]] std::uint32_t interest() const noexcept override { return 0; }
    [[nodiscard]] bool runs_in_process() const noexcept override { return true; }

 private:
    // Made once: putting it together field by field would be most of what is measured.
    std::optional<Outcome> outcome_ = Outcome{};
};

std::vector<LoadPlan> idle_load(std::int64_t operations) {
    LoadPlan plan;
    plan.name = "idle";
    plan.arrivals = ClosedArrivals{200ms, 0s};
    for (std::int64_t i = 0; i < operations; ++i) {
        plan.operation_names.push_back("op" + std::to_string(i));
        plan.weights.push_back(1.0);
    }
    plan.driver = "core";
    plan.timeout = 1s;
    plan.connect = [](std::size_t) -> Result<std::unique_ptr<Connection>> {
        return std::unique_ptr<Connection>(std::make_unique<IdleTarget>());
    };
    std::vector<LoadPlan> plans;
    plans.push_back(std::move(plan));
    return plans;
}

/// A whole closed-loop operation that does nothing, on one worker: the counter `op` is its time,
/// `cpu_ns_per_op` what of it the worker had the core for. The argument is the number of
/// operations in the mix.
void in_process_operation(benchmark::State& state) {
    double operations = 0.0;
    double cpu = 0.0;
    for (auto _ : state) {
        Engine engine({1, 0s, 1s, 1}, idle_load(state.range(0)));
        StopControl stop;
        const auto result = engine.run(stop, {});
        if (!result) {
            state.SkipWithError(result.error().message.c_str());
            return;
        }
        operations += static_cast<double>(result->loads[0].completed);
        cpu += to_seconds(result->generator.cpu);
        state.SetIterationTime(to_seconds(result->measured));
    }
    state.counters["op"] =
        benchmark::Counter(operations, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
    state.counters["cpu_ns_per_op"] = cpu / operations * 1e9;
}
BENCHMARK(in_process_operation)->Arg(1)->Arg(6)->UseManualTime()->Iterations(5);

}  // namespace
