// What choosing an operation and its data costs, per arrival.

#include <array>
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "workloads/data/dataset.hpp"
#include "workloads/data/distribution.hpp"
#include "workloads/operations/operation_mix.hpp"

namespace {

using namespace sark::workloads;

void mix_pick(benchmark::State& state) {
    const auto mix =
        OperationMix::create(std::vector<double>(static_cast<std::size_t>(state.range(0)), 1.0), 1);
    std::uint64_t index = 0;
    for (auto _ : state) benchmark::DoNotOptimize(mix->pick(index++));
}
BENCHMARK(mix_pick)->ArgName("operations")->Arg(1)->Arg(6)->Arg(64);

void sample_keys(benchmark::State& state, Distribution::Kind kind) {
    const KeySampler sampler({kind, 0.99}, 1'000'000);
    std::uint64_t index = 0;
    for (auto _ : state) benchmark::DoNotOptimize(sampler.key(1, index++, 0));
}
BENCHMARK_CAPTURE(sample_keys, uniform, Distribution::Kind::uniform);
BENCHMARK_CAPTURE(sample_keys, zipfian, Distribution::Kind::zipfian);
BENCHMARK_CAPTURE(sample_keys, sequential, Distribution::Kind::sequential);

void write_uuid_of_server(benchmark::State& state) {
    std::array<char, 36> out{};
    std::uint64_t index = 0;
    for (auto _ : state) benchmark::DoNotOptimize(write_uuid(1, Entity::server, index++, out));
}
BENCHMARK(write_uuid_of_server);

}  // namespace
