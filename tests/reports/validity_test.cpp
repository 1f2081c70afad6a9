#include "reports/judgement/validity.hpp"

#include <algorithm>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/judgement/verdict.hpp"
#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::RunResultBuilder;
using ::testing::HasSubstr;

scenarios::RunResult healthy() {
    return RunResultBuilder().answers("api.list", 10'000, 1, 2).build();
}

/// How severe a reason is; absent when it was not given.
std::optional<ValidityVerdict> severity_of(const Validity& validity, const std::string& code) {
    const auto found = std::ranges::find(validity.reasons, code, &ValidityReason::code);
    if (found == validity.reasons.end())
        return std::nullopt;
    EXPECT_FALSE(found->message.empty());
    return found->severity;
}

TEST(ValidityTest, AHealthyRunIsValidAndOnlyNotesTheSharedHost) {
    const Validity validity = assess_validity(healthy(), {});
    EXPECT_EQ(validity.verdict, ValidityVerdict::valid);
    ASSERT_EQ(validity.reasons.size(), 1U);
    EXPECT_EQ(severity_of(validity, "shares_host"), ValidityVerdict::valid);
}

struct Fault {
    const char* name;
    const char* code;
    std::optional<ValidityVerdict> severity;
    std::function<void(scenarios::RunResult&)> provoke;
};

void lag(scenarios::RunResult& run, Nanos late) {
    run.engine.generator.wake_lag.record_many(late, 100);
}

/// Mean number in flight, and what achieved rate x mean service time makes of it.
void in_flight(scenarios::RunResult& run, double counted, double accounted) {
    run.engine.loads[0].in_flight_seconds = counted * to_seconds(run.engine.measured);
    run.engine.loads[0].service_seconds = accounted * to_seconds(run.engine.measured);
}

/// Connections of 50 that were sent an operation in the warm-up and never answered.
void starve(scenarios::RunResult& run, std::size_t starving) {
    workloads::LoadTally& load = run.engine.loads[0];
    load.completions_per_connection.assign(50, load.completed / 50);
    load.unanswered_per_connection.assign(50, 0);
    for (std::size_t i = 0; i < starving; ++i) {
        load.completions_per_connection[i] = 0;
        load.unanswered_per_connection[i] = 1;
    }
    in_flight(run, 8.0 + static_cast<double>(starving), 8.0);
}

const std::vector<Fault>& faults() {
    using enum ValidityVerdict;
    static const std::vector<Fault> all = {
        {"wake lag below the limits", "wake_lag", {}, [](auto& r) { lag(r, microseconds(900)); }},
        {"late by 2 ms", "wake_lag", suspect, [](auto& r) { lag(r, milliseconds(2)); }},
        {"late by 20 ms", "wake_lag", invalid, [](auto& r) { lag(r, milliseconds(20)); }},
        {"stuck for 2 %", "generator_stalled", suspect,
         [](auto& r) { r.engine.generator.stalled = milliseconds(400); }},
        {"stuck for 10 %", "generator_stalled", invalid,
         [](auto& r) { r.engine.generator.stalled = seconds(2); }},
        {"workers at 70 %",
         "generator_cpu",
         {},
         [](auto& r) { r.engine.generator.cpu = milliseconds(15'400); }},
        {"workers at 80 %", "generator_cpu", suspect,
         [](auto& r) { r.engine.generator.cpu = milliseconds(17'600); }},
        {"workers at 95 %", "generator_cpu", invalid,
         [](auto& r) { r.engine.generator.cpu = milliseconds(20'900); }},
        {"5 % never sent, connections idle", "rate_missed", invalid,
         [](auto& r) { r.engine.loads[0].started = 9'500; }},
        {"1 % never sent", "rate_missed", {}, [](auto& r) { r.engine.loads[0].started = 9'900; }},
        {"5 % never sent, connections busy",
         "rate_missed",
         {},
         [](auto& r) {
             r.engine.loads[0].started = 9'500;
             r.engine.loads[0].overdue = 600;
         }},
        {"others use 0.3 cores", "foreign_cpu", suspect, [](auto& r) { r.cpu.others = 0.3; }},
        {"others use 0.6 cores", "foreign_cpu", invalid, [](auto& r) { r.cpu.others = 0.6; }},
        {"others unknown", "foreign_cpu", {}, [](auto& r) { r.cpu.others.reset(); }},
        {"others use 0.6 of 16 cores",
         "foreign_cpu",
         {},
         [](auto& r) {
             r.cpu.others = 0.6;
             r.environment.cpus = 16;
         }},
        {"10 % stolen", "steal", suspect, [](auto& r) { r.cpu.steal = 0.2; }},
        {"20 % stolen", "steal", invalid, [](auto& r) { r.cpu.steal = 0.4; }},
        {"strangers beside a given target", "foreign_cpu", suspect,
         [](auto& r) {
             r.cpu.others = 1.8;
             r.cpu.services = 0.0;
             r.cpu.generator = 0.01;
             r.environment.managed = false;
         }},
        {"strangers beside a generator whose target is elsewhere", "foreign_cpu", invalid,
         [](auto& r) {
             r.cpu.others = 0.6;
             r.environment.managed = false;
             r.environment.shares_host = false;
         }},
        {"throttled for 0.5 %", "throttled", {}, [](auto& r) { r.cpu.throttled = 0.005; }},
        {"throttled for 2 %", "throttled", suspect, [](auto& r) { r.cpu.throttled = 0.02; }},
        {"throttled for 10 %", "throttled", invalid, [](auto& r) { r.cpu.throttled = 0.1; }},
        {"no quota known", "throttled", {}, [](auto& r) { r.cpu.throttled.reset(); }},
        {"host stalled for 0.5 %",
         "host_stalled",
         {},
         [](auto& r) { r.engine.generator.host_stalled = milliseconds(100); }},
        {"host stalled for 2 %", "host_stalled", suspect,
         [](auto& r) { r.engine.generator.host_stalled = milliseconds(400); }},
        {"host stalled for 10 %", "host_stalled", invalid,
         [](auto& r) { r.engine.generator.host_stalled = seconds(2); }},
        {"no probe",
         "host_stalled",
         {},
         [](auto& r) {
             r.engine.generator.host_lag.reset();
             r.engine.generator.host_stalled = seconds(2);
         }},
        {"40 waited from the warm-up",
         "backlog_at_begin",
         {},
         [](auto& r) { r.engine.loads[0].backlog_at_begin = 40; }},
        {"500 waited from the warm-up", "backlog_at_begin", suspect,
         [](auto& r) { r.engine.loads[0].backlog_at_begin = 500; }},
        {"500 are always in flight",
         "backlog_at_begin",
         {},
         [](auto& r) {
             r.engine.loads[0].backlog_at_begin = 500;
             r.engine.loads[0].in_flight_seconds = r.engine.loads[0].service_seconds = 500 * 20.0;
         }},
        {"one connection never answered", "starving_connections", valid,
         [](auto& r) { starve(r, 1); }},
        {"42 of 50 connections never answered", "littles_law", valid,
         [](auto& r) { starve(r, 42); }},
        {"in flight by 4 % more than rate x service",
         "littles_law",
         {},
         [](auto& r) { in_flight(r, 10.4, 10.0); }},
        {"in flight by 10 % more than rate x service", "littles_law", invalid,
         [](auto& r) { in_flight(r, 11.0, 10.0); }},
        {"in flight by half less than rate x service", "littles_law", invalid,
         [](auto& r) { in_flight(r, 5.0, 10.0); }},
        {"long operations across the edges", "littles_law", valid,
         [](auto& r) {
             in_flight(r, 5.0, 10.0);
             r.engine.loads[0].edge_seconds = 100.0;
         }},
        {"machine saturated", "shares_host", suspect, [](auto& r) { r.cpu.services = 1.8; }},
        {"target elsewhere",
         "shares_host",
         {},
         [](auto& r) {
             r.environment.shares_host = false;
             r.cpu.services = 1.8;
         }},
        {"3 s window", "short_window", suspect, [](auto& r) { r.engine.measured = seconds(3); }},
        {"zero window", "nothing_measured", suspect, [](auto& r) { r.engine.measured = Nanos{0}; }},
        {"interrupted", "interrupted", valid,
         [](auto& r) { r.status = scenarios::RunStatus::interrupted; }},
        {"aborted", "aborted", valid, [](auto& r) { r.status = scenarios::RunStatus::aborted; }},
        {"planned is not completed + abandoned", "accounting", invalid,
         [](auto& r) { ++r.engine.loads[0].planned; }},
        {"an outcome without a time", "accounting", invalid,
         [](auto& r) { ++r.engine.loads[0].operations[0].outcomes[0]; }},
        {"operations and load disagree", "accounting", invalid,
         [](auto& r) {
             ++r.engine.loads[0].completed;
             ++r.engine.loads[0].planned;
         }},
    };
    return all;
}

TEST(ValidityTest, EveryRuleHasItsLimits) {
    for (const Fault& fault : faults()) {
        scenarios::RunResult run = healthy();
        fault.provoke(run);
        const Validity validity = assess_validity(run, {});
        EXPECT_EQ(severity_of(validity, fault.code), fault.severity) << fault.name;
        EXPECT_EQ(validity.verdict, fault.severity.value_or(ValidityVerdict::valid)) << fault.name;
    }
}

TEST(ValidityTest, AnEmptyRunIsNoFaultOfTheGenerator) {
    const Validity validity = assess_validity(RunResultBuilder().measured(Nanos{0}).build(), {});
    EXPECT_EQ(severity_of(validity, "nothing_measured"), ValidityVerdict::suspect);
    EXPECT_EQ(validity.verdict, ValidityVerdict::suspect);
}

TEST(ValidityTest, AFailingTargetIsAValidRun) {
    const Validity validity =
        assess_validity(RunResultBuilder()
                            .failures("api.list", workloads::OutcomeCode::timeout, 10'000, 5'000)
                            .build(),
                        {});
    EXPECT_EQ(validity.verdict, ValidityVerdict::valid);
}

TEST(ValidityTest, LatenessIsHeldAgainstTheTightestJudgedLimit) {
    Judgement loose;
    loose.unit = "ms";
    loose.comparison = "<";
    loose.target = 100.0;
    Judgement tight = loose;
    tight.target = 50.0;
    Judgement elsewhere = loose;
    elsewhere.target = 1.0;
    elsewhere.decides = false;
    scenarios::RunResult run = healthy();
    lag(run, milliseconds(7));
    const Validity validity = assess_validity(run, {loose, tight, elsewhere});
    EXPECT_EQ(severity_of(validity, "wake_lag"), ValidityVerdict::suspect);
    EXPECT_THAT(validity.reasons.front().message, HasSubstr("above 5.00 ms"));
    EXPECT_EQ(assess_validity(run, {loose, elsewhere}).verdict, ValidityVerdict::valid);
    lag(run, milliseconds(30));
    lag(run, milliseconds(30));
    EXPECT_EQ(assess_validity(run, {tight}).verdict, ValidityVerdict::invalid);
    EXPECT_EQ(assess_validity(run, {loose}).verdict, ValidityVerdict::suspect);
}

TEST(ValidityTest, ALatenessOfFewSamplesSaysOfHowFew) {
    scenarios::RunResult run = healthy();
    run.engine.generator.wake_lag = workloads::Histogram();
    lag(run, milliseconds(2));
    const Validity few = assess_validity(run, {});
    EXPECT_THAT(few.reasons.front().message, HasSubstr("is 2.00 ms (of only 100 samples), above"));
    for (int i = 1; i < 10; ++i) lag(run, milliseconds(2));
    const Validity many = assess_validity(run, {});
    EXPECT_THAT(many.reasons.front().message, HasSubstr("is 2.00 ms, above"));
}

TEST(ValidityTest, ATargetInsideTheWorkersMayFillThem) {
    scenarios::RunResult run =
        RunResultBuilder().answers("core.policy_decide", 10'000, 1, 2).build();
    run.engine.generator.cpu = milliseconds(21'900);
    const Validity validity = assess_validity(run, {});
    EXPECT_EQ(severity_of(validity, "generator_cpu"), ValidityVerdict::valid);
    EXPECT_EQ(validity.verdict, ValidityVerdict::valid);
}

TEST(ValidityTest, AStarvedConnectionIsTheTargetsFaultAndSaidLoudly) {
    scenarios::RunResult run = healthy();
    starve(run, 42);
    const Validity validity = assess_validity(run, {});
    EXPECT_EQ(validity.verdict, ValidityVerdict::valid);
    const auto reason =
        std::ranges::find(validity.reasons, "starving_connections", &ValidityReason::code);
    ASSERT_NE(reason, validity.reasons.end());
    EXPECT_THAT(reason->message, HasSubstr("42 of 50 connections starved"));
    EXPECT_THAT(conclude(run, validity, {}).summary, HasSubstr("connections starved"));
}

TEST(ValidityTest, AStallNamesWhatTheProbeSaw) {
    scenarios::RunResult run = healthy();
    run.engine.generator.stalled = milliseconds(400);
    EXPECT_THAT(assess_validity(run, {}).reasons.front().message, HasSubstr("held up for 0"));
    run.engine.generator.host_stalled = milliseconds(300);
    EXPECT_THAT(assess_validity(run, {}).reasons.front().message, HasSubstr("held up for 1.5"));
}

TEST(ValidityTest, WorkersThatSpinUseTheirCoreByIntention) {
    scenarios::RunResult run = healthy();
    run.engine.generator.cpu = milliseconds(21'900);
    EXPECT_EQ(assess_validity(run, {}).verdict, ValidityVerdict::invalid);
    run.scenario.wait = workloads::EngineOptions::Wait::hybrid;
    EXPECT_EQ(assess_validity(run, {}).verdict, ValidityVerdict::valid);
    run.scenario.wait = workloads::EngineOptions::Wait::spin;
    EXPECT_EQ(assess_validity(run, {}).verdict, ValidityVerdict::valid);
}

TEST(ValidityTest, AClosedLoopIsNotedAndMissesNoRate) {
    scenarios::RunResult run =
        RunResultBuilder().closed("http").answers("api.list", 10'000, 1, 2).build();
    run.engine.loads[0].started = 1;
    const Validity validity = assess_validity(run, {});
    EXPECT_EQ(severity_of(validity, "closed_loop"), ValidityVerdict::valid);
    EXPECT_FALSE(severity_of(validity, "rate_missed"));
}

}  // namespace
}  // namespace sark::reports
