// What the load engine itself costs per operation. Run on a quiet machine, Release build.

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "workloads/arrivals/open_pacer.hpp"
#include "workloads/data/dataset.hpp"
#include "workloads/data/distribution.hpp"
#include "workloads/data/hash.hpp"
#include "workloads/engine/engine.hpp"
#include "workloads/operations/operation_mix.hpp"
#include "workloads/timing/histogram.hpp"

namespace {

using namespace sark;
using namespace sark::workloads;
using namespace std::chrono_literals;

void histogram_record(benchmark::State& state) {
    Histogram histogram;
    std::vector<Nanos> values;
    values.reserve(4'096);
    for (std::uint64_t i = 0; i < 4'096; ++i)
        values.emplace_back(static_cast<std::int64_t>(draw(1, i, 0) % 5'000'000));
    std::size_t next = 0;
    for (auto _ : state) histogram.record(values[next++ & (values.size() - 1)]);
    benchmark::DoNotOptimize(histogram.count());
}
BENCHMARK(histogram_record)->Threads(1)->Threads(2);

void pacer_take(benchmark::State& state) {
    OpenPacer pacer({1e6, {{std::chrono::hours(24), 1e6}}, state.range(0) != 0}, 0s, 1, 0);
    for (auto _ : state) benchmark::DoNotOptimize(pacer.take());
}
BENCHMARK(pacer_take)->ArgName("poisson")->Arg(0)->Arg(1);

void mix_pick(benchmark::State& state) {
    const auto mix =
        OperationMix::create(std::vector<double>(static_cast<std::size_t>(state.range(0)), 1.0), 1);
    std::uint64_t index = 0;
    for (auto _ : state) benchmark::DoNotOptimize(mix->pick(index++));
}
BENCHMARK(mix_pick)->Arg(1)->Arg(6)->Arg(64);

void key_sampler(benchmark::State& state) {
    const KeySampler sampler({static_cast<Distribution::Kind>(state.range(0)), 0.99}, 1'000'000);
    std::uint64_t index = 0;
    for (auto _ : state) benchmark::DoNotOptimize(sampler.key(1, index++, 0));
}
BENCHMARK(key_sampler)
    ->Arg(static_cast<int>(Distribution::Kind::uniform))
    ->Arg(static_cast<int>(Distribution::Kind::zipfian))
    ->Arg(static_cast<int>(Distribution::Kind::sequential));

void write_uuid(benchmark::State& state) {
    std::array<char, 36> out{};
    std::uint64_t index = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(workloads::write_uuid(1, Entity::server, index++, out));
}
BENCHMARK(write_uuid);

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

/// Nanoseconds of a whole closed-loop operation that does nothing, on one worker.
void in_process_operation(benchmark::State& state) {
    double operations = 0.0;
    double cpu = 0.0;
    for (auto _ : state) {
        LoadPlan plan;
        plan.name = "idle";
        plan.arrivals = ClosedArrivals{200ms, 0s};
        for (std::int64_t i = 0; i < state.range(0); ++i) {
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
        Engine engine({1, 0s, 1s, 1}, std::move(plans));
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
    // What others take from this core is not in here.
    state.counters["cpu_ns_per_op"] = cpu / operations * 1e9;
}
BENCHMARK(in_process_operation)->Arg(1)->Arg(6)->UseManualTime()->Iterations(5);

}  // namespace
