// What recording, joining and reading latencies costs. Values are log-normal around 1 ms.

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "workloads/timing/histogram.hpp"

namespace {

using sark::Nanos;
using sark::workloads::Histogram;

constexpr std::size_t value_count = 65'536;  // a power of two, and more than a cache line predicts

std::vector<Nanos> latencies(unsigned seed) {
    std::mt19937_64 random(seed);
    std::lognormal_distribution<double> distribution(std::log(1e6), 1.0);
    std::vector<Nanos> values;
    values.reserve(value_count);
    for (std::size_t i = 0; i < value_count; ++i)
        values.emplace_back(static_cast<std::int64_t>(distribution(random)));
    return values;
}

Histogram filled(std::size_t samples) {
    Histogram histogram;
    const auto values = latencies(7);
    for (std::size_t i = 0; i < samples; ++i) histogram.record(values[i % value_count]);
    return histogram;
}

/// What the loop of histogram_record costs by itself.
void histogram_loop_alone(benchmark::State& state) {
    const auto values = latencies(1);
    std::size_t next = 0;
    for (auto _ : state) benchmark::DoNotOptimize(values[next++ % value_count]);
}
BENCHMARK(histogram_loop_alone);

/// Each thread has a histogram of its own, as a worker has.
void histogram_record(benchmark::State& state) {
    const auto values = latencies(static_cast<unsigned>(state.thread_index()));
    Histogram histogram;
    std::size_t next = 0;
    for (auto _ : state) histogram.record(values[next++ % value_count]);
    benchmark::DoNotOptimize(histogram.count());
}
BENCHMARK(histogram_record)->Threads(1)->Threads(2);

void histogram_merge(benchmark::State& state) {
    const Histogram one = filled(1'000'000);
    Histogram sum;
    for (auto _ : state) sum.merge(one);
    benchmark::DoNotOptimize(sum.count());
}
BENCHMARK(histogram_merge);

/// The argument is the quantile in thousandths.
void histogram_quantile(benchmark::State& state) {
    const Histogram histogram = filled(1'000'000);
    const double quantile = static_cast<double>(state.range(0)) / 1'000.0;
    for (auto _ : state) benchmark::DoNotOptimize(histogram.quantile(quantile));
}
BENCHMARK(histogram_quantile)->ArgName("permille")->Arg(500)->Arg(990)->Arg(999);

void histogram_encode(benchmark::State& state) {
    const Histogram histogram = filled(1'000'000);
    for (auto _ : state) benchmark::DoNotOptimize(sark::workloads::encode_v2(histogram));
}
BENCHMARK(histogram_encode);

void histogram_decode(benchmark::State& state) {
    const std::string payload = sark::workloads::encode_v2(filled(1'000'000));
    for (auto _ : state) {
        auto histogram = sark::workloads::decode_v2(payload);
        if (!histogram)
            state.SkipWithError(histogram.error().message.c_str());
    }
}
BENCHMARK(histogram_decode);

}  // namespace
