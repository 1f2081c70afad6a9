// A generator that tells the truth passes; each lie, of the generator or the target, is caught.

#include "scenarios/selftest/truth_checks.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace sark::scenarios {
namespace {

using namespace std::chrono_literals;
using workloads::Histogram;
using workloads::LoadTally;
using workloads::OutcomeCode;

constexpr std::uint64_t count = 11'000;

/// What a target and a generator write down about `script` when the way there and back takes 60 us.
struct Measured {
    Truth truth;
    LoadTally load;
    Histogram overhead;

    explicit Measured(const DelayScript& script, Nanos way = Nanos{60us}) {
        workloads::OperationTally& operation = load.operations.emplace_back();
        for (std::uint64_t i = 0; i < count; ++i) {
            const Nanos imposed = script.at(i) + 20us;
            truth.imposed.record(imposed);
            operation.service.record(imposed + way);
            operation.response_ok.record(imposed + way + 10us);
            overhead.record(Nanos{60us});
        }
        truth.requests = count;
        operation.outcomes[static_cast<std::size_t>(OutcomeCode::ok)] = count;
        load.planned = load.started = load.completed = count;
        load.offered_rate = 2'000.0;
        load.achieved_rate = 1'999.0;
    }
    [[nodiscard]] std::vector<Check> quantiles() const {
        return check_quantiles("run", load.operations[0].service, truth, overhead);
    }
};

const DelayScript& lognormal() {
    static const DelayScript script = DelayScript::lognormal(2ms, 0.8, count);
    return script;
}

bool all_pass(const std::vector<Check>& checks) {
    return !checks.empty() && std::ranges::all_of(checks, &Check::passed);
}

TEST(TruthChecksTest, AnHonestRunPassesEverything) {
    for (const DelayScript& script : {lognormal(), DelayScript::constant(5ms, count),
                                      DelayScript::bimodal(1ms, 20ms, 0.1, count)}) {
        const Measured run(script);
        EXPECT_TRUE(all_pass(run.quantiles())) << script.name();
        EXPECT_EQ(run.quantiles().size(), 4U);
        EXPECT_TRUE(check_books("run", run.load, run.truth).passed);
        EXPECT_TRUE(check_script(script, run.truth).passed);
        EXPECT_TRUE(check_rate("run", run.load).passed);
    }
}

TEST(TruthChecksTest, AGeneratorThatAddsAMillisecondIsCaughtAtTheMedian) {
    const auto checks = Measured(lognormal(), Nanos{1ms}).quantiles();
    EXPECT_EQ(checks[0].name, "run p50");
    EXPECT_FALSE(checks[0].passed);
}

TEST(TruthChecksTest, ATargetThatClaimsMoreThanItImposedIsCaught) {
    Measured run(lognormal());
    Truth lie;
    lie.requests = count;
    for (std::uint64_t i = 0; i < count; ++i) lie.imposed.record(lognormal().at(i) + 500us);
    run.truth = std::move(lie);
    EXPECT_FALSE(run.quantiles()[0].passed) << "no client can see less than was imposed";
}

TEST(TruthChecksTest, ATargetThatHidesASlowTailIsCaught) {
    Measured run(lognormal());
    // It says 1 ms for whatever took it longer than 10 ms.
    Truth lie;
    lie.requests = count;
    for (std::uint64_t i = 0; i < count; ++i) {
        const Nanos delay = lognormal().at(i);
        lie.imposed.record(delay > 10ms ? Nanos{1ms} : delay);
    }
    run.truth = std::move(lie);
    const auto checks = run.quantiles();
    EXPECT_FALSE(checks[2].passed) << checks[2].name;
    EXPECT_FALSE(checks[3].passed) << checks[3].name;
}

TEST(TruthChecksTest, ATargetThatSkipsItsDelaysIsCaught) {
    Truth lazy;
    for (std::uint64_t i = 0; i < count; ++i) lazy.imposed.record(lognormal().at(i) / 2);
    EXPECT_FALSE(check_script(lognormal(), lazy).passed);
    EXPECT_FALSE(check_script(lognormal(), Truth{}).passed);
}

TEST(TruthChecksTest, AGeneratorThatDropsItsSlowSamplesIsCaught) {
    Measured run(lognormal());
    run.load.operations[0].service.reset();
    for (std::uint64_t i = 0; i < count; ++i)
        if (const Nanos delay = lognormal().at(i); delay < 8ms)
            run.load.operations[0].service.record(delay + 80us);
    EXPECT_FALSE(all_pass(run.quantiles()));
    EXPECT_FALSE(check_books("run", run.load, run.truth).passed);
}

TEST(TruthChecksTest, QuantilesThatTooFewSamplesKnowAreLeftOut) {
    Histogram few;
    few.record_many(5ms, 2'000);
    Truth truth;
    truth.imposed = few;
    EXPECT_EQ(check_quantiles("run", few, truth, few).size(), 3U);
    EXPECT_TRUE(check_quantiles("run", Histogram(), truth, few).empty());
}

TEST(TruthChecksTest, BooksThatDoNotBalanceAreCaught) {
    const auto passes = [](auto spoil) {
        Measured run(lognormal());
        spoil(run);
        return check_books("run", run.load, run.truth).passed;
    };
    EXPECT_TRUE(passes([](Measured&) {}));
    EXPECT_FALSE(passes([](Measured& run) { ++run.truth.requests; }));
    EXPECT_FALSE(passes([](Measured& run) { ++run.load.planned; }));
    EXPECT_FALSE(passes([](Measured& run) {
        ++run.load.planned;
        ++run.load.abandoned;
    }));
    EXPECT_FALSE(passes([](Measured& run) { --run.load.operations[0].outcomes[0]; }));
    EXPECT_FALSE(passes([](Measured& run) { run.load.operations[0].response_ok.record(1ms); }));
}

TEST(TruthChecksTest, ARateThatIsNotHeldIsCaught) {
    Measured run(lognormal());
    run.load.achieved_rate = 1'979.0;
    EXPECT_FALSE(check_rate("run", run.load).passed);
    EXPECT_FALSE(check_rate("run", LoadTally{}).passed);
}

/// 800 arrivals at 200/s; those due in a stall of one second wait for what is left of it, or only
/// those that are under way see it (a generator with coordinated omission).
LoadTally through_a_stall(bool omits) {
    LoadTally load;
    workloads::OperationTally& operation = load.operations.emplace_back();
    for (int i = 0; i < 800; ++i) {
        const Nanos left = (i >= 100 && i < 300) ? Nanos{1s} - (i - 100) * 5ms : Nanos{0};
        operation.response_ok.record((omits && i > 107 ? Nanos{0} : left) + 100us);
        operation.service.record((i >= 100 && i < 108 ? left : Nanos{0}) + 100us);
    }
    return load;
}

TEST(TruthChecksTest, AStallIsSeenByAllWhoWaitedForIt) {
    Truth truth;
    truth.stalled = 1s;
    EXPECT_TRUE(all_pass(check_stall(through_a_stall(false), truth, 8)));
}

TEST(TruthChecksTest, CoordinatedOmissionIsCaught) {
    Truth truth;
    truth.stalled = 1s;
    LoadTally load = through_a_stall(true);
    load.operations[0].response_ok.record_many(100us, 800);  // twice as many as in the stall's time
    const auto checks = check_stall(load, truth, 8);
    EXPECT_FALSE(checks[0].passed);
}

TEST(TruthChecksTest, ResponseTimesSoldAsServiceTimesAreCaught) {
    Truth truth;
    truth.stalled = 1s;
    LoadTally load = through_a_stall(false);
    load.operations[0].service = load.operations[0].response_ok;
    EXPECT_FALSE(check_stall(load, truth, 8)[2].passed);
}

TEST(TruthChecksTest, ATargetThatNeverStalledProvesNothing) {
    for (const Check& check : check_stall(through_a_stall(false), Truth{}, 8))
        EXPECT_FALSE(check.passed);
}

}  // namespace
}  // namespace sark::scenarios
