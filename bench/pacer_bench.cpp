// What handing out the next arrival costs.

#include <cstddef>
#include <memory>
#include <numeric>
#include <vector>

#include <benchmark/benchmark.h>

#include "workloads/arrivals/closed_pacer.hpp"
#include "workloads/arrivals/open_pacer.hpp"

namespace {

using namespace sark::workloads;
using namespace std::chrono_literals;

OpenArrivals a_day_at_a_million(bool poisson) {
    return {1e6, {{std::chrono::hours(24), 1e6}}, poisson};
}

void open_pacer_take(benchmark::State& state) {
    OpenPacer pacer(a_day_at_a_million(state.range(0) != 0), 0s, 1, 0);
    for (auto _ : state) benchmark::DoNotOptimize(pacer.take());
}
BENCHMARK(open_pacer_take)->ArgName("poisson")->Arg(0)->Arg(1);

/// The only object that workers share: what two of them at once pay.
class SharedPacer : public benchmark::Fixture {
 public:
    void SetUp(benchmark::State& state) override {
        if (state.thread_index() == 0)
            pacer_ = std::make_unique<OpenPacer>(a_day_at_a_million(false), 0s, 1, 0);
    }
    void TearDown(benchmark::State& state) override {
        if (state.thread_index() == 0)
            pacer_.reset();
    }

 protected:
    std::unique_ptr<OpenPacer> pacer_;
};
BENCHMARK_DEFINE_F(SharedPacer, take)(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(pacer_->take());
}
BENCHMARK_REGISTER_F(SharedPacer, take)->Threads(1)->Threads(2);

/// A user asks, has the answer and asks again.
void closed_pacer_turn(benchmark::State& state) {
    std::vector<std::size_t> users(static_cast<std::size_t>(state.range(0)));
    std::iota(users.begin(), users.end(), 0U);
    const ClosedArrivals arrivals{1h, {}};
    ClosedPacer pacer(users, {&arrivals, users.size()});
    sark::TimePoint now{};
    pacer.begin(now);
    for (auto _ : state) {
        const auto due = pacer.take();
        now += 1us;
        pacer.finished(due.slot, now, false);
        benchmark::DoNotOptimize(pacer.next_due());
    }
}
BENCHMARK(closed_pacer_turn)->ArgName("users")->Arg(1)->Arg(50)->Arg(1'000);

}  // namespace
