#include "bench/policy/thread_scaling.hpp"

#include <algorithm>
#include <latch>
#include <thread>
#include <vector>

namespace sark::bench {
namespace {

using Clock = std::chrono::steady_clock;

/// Between two looks at the clock.
constexpr std::uint64_t piece = 2'000;

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double per_second(const MakeWork& make, std::size_t threads, Nanos length) {
    std::vector<double> speeds(threads);
    std::latch ready(static_cast<std::ptrdiff_t>(threads));
    const auto run = [&](std::size_t thread) {
        const Work work = make(thread);
        work(piece);  // warms its caches
        ready.arrive_and_wait();
        const auto began = Clock::now();
        std::uint64_t done = 0;
        auto now = began;
        for (; now - began < length; now = Clock::now()) {
            work(piece);
            done += piece;
        }
        speeds[thread] = static_cast<double>(done) / to_seconds(now - began);
    };
    std::vector<std::thread> all;
    for (std::size_t thread = 0; thread < threads; ++thread) all.emplace_back(run, thread);
    for (std::thread& thread : all) thread.join();
    double sum = 0;
    for (const double speed : speeds) sum += speed;
    return sum;
}

}  // namespace

Scaling measure_scaling(const MakeWork& make, Nanos length, int rounds) {
    std::vector<double> ones;
    std::vector<double> twos;
    std::vector<double> ratios;
    for (int round = 0; round < rounds; ++round) {
        const double one_1 = per_second(make, 1, length);
        const double two_1 = per_second(make, 2, length);
        const double two_2 = per_second(make, 2, length);
        const double one_2 = per_second(make, 1, length);
        ones.insert(ones.end(), {one_1, one_2});
        twos.insert(twos.end(), {two_1, two_2});
        ratios.push_back((two_1 + two_2) / (one_1 + one_2));
    }
    return {median(ones), median(twos), median(ratios)};
}

}  // namespace sark::bench
