#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/planning/plan.hpp"
#include "reports/planning/plan_text.hpp"
#include "reports/planning/plan_view.hpp"

namespace sark::reports::planning {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

CapacityFigures capacity() {
    CapacityFigures figures;
    figures.source = "capacity run of x, today";
    figures.outcome = "found";
    figures.holds_per_s = 1800;
    figures.breaks_per_s = 2000;
    figures.confirmed = true;
    figures.usl = CapacityFigures::Usl{500.0, {0.2, 0.0}, std::nullopt};
    workloads::Histogram histogram;
    histogram.record_many(1500us, 900);
    histogram.record_many(6ms, 100);
    figures.service = histogram;
    return figures;
}

PlanRequest request(int phase) {
    PlanRequest request;
    request.target = *phase_target(phase);
    request.capacity = capacity();
    const double rate = request.target.rate.value;
    request.day = LoadDay{"two hours", {{0, rate}, {7200, rate}}};
    request.model_requests = 3'000;
    return request;
}

bool has(const Plan& plan, const char* code) {
    return std::ranges::any_of(plan.findings,
                               [&](const PlanFinding& finding) { return finding.code == code; });
}

TEST(MakePlanTest, PhaseFourNeedsPgBouncerAndSaysWhy) {
    const auto plan = make_plan(request(4));
    ASSERT_TRUE(plan) << describe(plan.error());
    EXPECT_EQ(plan->steady_replicas, 6U) << "10,000 / 1,800";
    EXPECT_GE(plan->pods, plan->steady_replicas);
    EXPECT_EQ(plan->budgets[0].budget.total, plan->pods * 30 + 20);
    EXPECT_EQ(plan->budgets[1].budget.total, 1520U) << "fifty pods, as the autoscaler may";
    EXPECT_TRUE(plan->bouncer);
    EXPECT_THAT(plan->bouncer_ini, HasSubstr("[pgbouncer]"));
    EXPECT_EQ(plan->documented_row->workload, "Very High");
}

TEST(MakePlanTest, AFewPodsNeedNone) {
    PlanRequest small = request(1);
    small.policy.max_replicas = 6;
    const auto plan = make_plan(small);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->pods, 3U);
    EXPECT_FALSE(plan->bouncer);
    EXPECT_TRUE(plan->bouncer_ini.empty());
    EXPECT_EQ(plan->max_connections, 200U);
    EXPECT_TRUE(plan->fits);
}

TEST(MakePlanTest, FourTenAndFiftyPodsAreSimulatedBesideThePlansOwn) {
    const auto plan = make_plan(request(4));
    ASSERT_TRUE(plan);
    std::vector<std::uint32_t> counts;
    for (const ModelRow& row : plan->model) counts.push_back(row.pods);
    for (const std::uint32_t pods : {4U, 10U, 50U}) EXPECT_THAT(counts, testing::Contains(pods));
    EXPECT_TRUE(plan->model.front().result.overloaded) << "4 pods saturate at 10,000/s";
    EXPECT_FALSE(plan->model.back().result.overloaded);
    EXPECT_LT(plan->model.back().result.p95_s, 0.05);
    EXPECT_TRUE(plan->model.back().within_limit);
}

TEST(MakePlanTest, MorePodsThanTheAutoscalerAllowsIsAProblem) {
    PlanRequest weak = request(4);
    weak.per_pod_per_s = 150;
    const auto plan = make_plan(weak);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->steady_replicas, 67U);
    EXPECT_TRUE(has(*plan, "too_few_replicas"));
    EXPECT_FALSE(plan->fits);
    EXPECT_EQ(view_of(*plan).verdict, "does not fit");
}

TEST(MakePlanTest, AnUnconfirmedSearchAndARefusedFitLowerConfidence) {
    PlanRequest doubtful = request(3);
    doubtful.capacity->confirmed = false;
    doubtful.capacity->usl.reset();
    doubtful.capacity->usl_refused = "residuals of 30 %";
    const auto plan = make_plan(doubtful);
    ASSERT_TRUE(plan);
    EXPECT_TRUE(has(*plan, "capacity_unconfirmed"));
    EXPECT_TRUE(has(*plan, "capacity_usl_refused"));
    EXPECT_FALSE(plan->confident);
    EXPECT_THAT(plan->model_basis.pods, HasSubstr("refused"));
}

TEST(MakePlanTest, APodThatNeverReachesTheMetricIsFlagged) {
    PlanRequest weak = request(3);
    weak.per_pod_per_s = 400;
    EXPECT_TRUE(has(*make_plan(weak), "rate_metric_unreachable"));
    EXPECT_FALSE(has(*make_plan(request(3)), "rate_metric_unreachable"));
}

TEST(MakePlanTest, APodThatIsNotLimitedByItsCpuIsNotScaledByIt) {
    for (const auto& [limited_by, flagged] : {std::pair{"connections", true},
                                              {"pool", true},
                                              {"target", true},
                                              {"target_cpu", false},
                                              {"host_cpu", false},
                                              {"", false}}) {
        PlanRequest measured = request(3);
        measured.capacity->limited_by = limited_by;
        EXPECT_EQ(has(*make_plan(measured), "cpu_metric_unreachable"), flagged) << limited_by;
    }
}

TEST(MakePlanTest, StatedFiguresAloneMakeAPlanWithoutLatency) {
    PlanRequest stated;
    stated.target = stated_target(2000, 300, 500);
    stated.per_pod_per_s = 500;
    const auto plan = make_plan(stated);
    ASSERT_TRUE(plan);
    EXPECT_TRUE(plan->model.empty());
    EXPECT_TRUE(has(*plan, "not_simulated"));
    EXPECT_EQ(plan->inputs.front().second.origin, Origin::stated);
}

TEST(MakePlanTest, AStatedDatabaseIsSharedByAllPods) {
    PlanRequest stated = request(4);
    stated.stated_database = StatedDatabase{0.002, 8};
    const auto plan = make_plan(stated);
    ASSERT_TRUE(plan);
    EXPECT_TRUE(plan->model.back().result.overloaded)
        << "10,000 queries/s of 2 ms are 20 cores' work, however many pods there are";
    stated.stated_database = StatedDatabase{0.001, 16};
    EXPECT_FALSE(make_plan(stated)->model.back().result.overloaded);
}

TEST(MakePlanTest, BehindPgBouncerTheModelHasTheSmallPools) {
    PlanRequest slow = request(4);
    slow.stated_database = StatedDatabase{0.010, 200};
    const auto plan = make_plan(slow);
    ASSERT_TRUE(plan);
    ASSERT_TRUE(plan->bouncer);
    const ModelRow& four_times_ten = plan->model[1];
    EXPECT_EQ(four_times_ten.pods, 10U);
    EXPECT_TRUE(four_times_ten.result.overloaded)
        << "10 pods x 7 connections carry 7,000 queries/s of 10 ms, not 10,000";
}

TEST(MakePlanTest, AuditEventsGrowByTheDaysMean) {
    PlanRequest flat = request(4);
    flat.day = built_in_day("flat", 10'000);
    flat.row_sizes = {{"audit_events", 500, 100'000, "here"}};
    const auto plan = make_plan(flat);
    ASSERT_TRUE(plan);
    EXPECT_DOUBLE_EQ(plan->storage.tables[0].bytes_per_day, 10'000.0 * 86'400 * 500);
    EXPECT_EQ(plan->storage.tables[0].bytes_per_row.origin, Origin::measured);
    flat.day.reset();
    EXPECT_LT(make_plan(flat)->storage.bytes_per_day, plan->storage.bytes_per_day);
}

TEST(MakePlanTest, EveryInputHasASource) {
    const auto plan = make_plan(request(3));
    ASSERT_TRUE(plan);
    for (const auto& [name, figure] : plan->inputs) EXPECT_FALSE(figure.source.empty()) << name;
}

double input(const Plan& plan, std::string_view name) {
    for (const auto& [known, figure] : plan.inputs)
        if (known == name) {
            EXPECT_EQ(figure.origin, Origin::measured) << name;
            EXPECT_THAT(figure.source, HasSubstr("capacity run of x")) << name;
            return figure.value;
        }
    ADD_FAILURE() << "no input " << name;
    return 0.0;
}

TEST(MakePlanTest, FiguresOfACapacityRunAreInputsWithTheRunAsTheirSource) {
    PlanRequest measured = request(3);
    workloads::Histogram alone;
    alone.record_many(2ms, 100);
    measured.capacity->alone = alone;
    const auto plan = make_plan(measured);
    ASSERT_TRUE(plan);
    EXPECT_DOUBLE_EQ(input(*plan, "one pod holds"), 1800.0);
    EXPECT_DOUBLE_EQ(input(*plan, "one pod saturates at"), 2000.0);
    EXPECT_NEAR(input(*plan, "service time of a request where a pod holds, mean"), 1.95, 0.01);
    EXPECT_NEAR(input(*plan, "service time of a request alone, mean"), 2.0, 0.01);
    EXPECT_DOUBLE_EQ(input(*plan, "requests of one user at a time (lambda)"), 500.0);
    EXPECT_DOUBLE_EQ(input(*plan, "contention (alpha)"), 0.2);
    EXPECT_DOUBLE_EQ(input(*plan, "coherency (beta)"), 0.0);
    EXPECT_THAT(plan->model_basis.pods, HasSubstr("of one user at a time"));
}

CapacityFigures::Paced paced(double per_s, Nanos time) {
    workloads::Histogram answers;
    answers.record_many(time, 1000);
    return {per_s, answers, 0.5 * to_ms(time), 2.0 * to_ms(time)};
}

TEST(MakePlanTest, ResponseTimesMeasuredAtAPodsLoadAreTheModel) {
    PlanRequest measured = request(4);
    measured.capacity->paced = {paced(180.0, 1ms), paced(1800.0, 10ms)};
    measured.capacity->random_arrivals = true;
    const auto plan = make_plan(measured);
    ASSERT_TRUE(plan);
    EXPECT_DOUBLE_EQ(input(*plan, "p95 of an answer at 1800/s"), 10.0);
    EXPECT_THAT(plan->model_basis.pods, HasSubstr("as measured at 2 rates from 180 to 1800/s"));
    EXPECT_THAT(plan->model_basis.pods, HasSubstr("-50 to +100 % in their p95"));
    EXPECT_TRUE(plan->model.front().result.overloaded) << "4 pods: 2,500/s each, 1,800 hold";
    EXPECT_EQ(plan->model.back().pods, 50U);
    EXPECT_NEAR(plan->model.back().p95_ms, 1620.0 / (1600.0 + 20.0 / 10.0), 1e-3) << "200/s each";
    EXPECT_NEAR(*plan->model.back().p95_low_ms, 0.5 * plan->model.back().p95_ms, 1e-9);
    EXPECT_NEAR(*plan->model.back().p95_high_ms, 2.0 * plan->model.back().p95_ms, 1e-9);
    EXPECT_FALSE(plan->model.front().p95_high_ms);
    EXPECT_FALSE(has(*plan, "latency_by_law"));
    EXPECT_FALSE(has(*plan, "arrivals_evenly_spaced"));
}

TEST(MakePlanTest, LatencyThatWasNotMeasuredAtThePodsLoadAsksForCare) {
    PlanRequest older = request(4);
    EXPECT_TRUE(has(*make_plan(older), "latency_by_law"));
    older.capacity->paced = {paced(180.0, 1ms), paced(1800.0, 10ms)};
    EXPECT_FALSE(has(*make_plan(older), "latency_by_law"));
    EXPECT_TRUE(has(*make_plan(older), "arrivals_evenly_spaced"));
    older.service_s = 0.002;
    EXPECT_FALSE(has(*make_plan(older), "arrivals_evenly_spaced")) << "stated instead";
}

TEST(MakePlanTest, ARefusedFitIsNoInput) {
    PlanRequest refused = request(3);
    refused.capacity->usl.reset();
    const auto plan = make_plan(refused);
    ASSERT_TRUE(plan);
    for (const auto& [name, figure] : plan->inputs) {
        EXPECT_THAT(name, testing::Not(HasSubstr("lambda")));
        EXPECT_THAT(name, testing::Not(HasSubstr("alone")));
    }
}

TEST(MakePlanTest, TheShapeOfOneUserAloneIsTheModelsWhereItWasMeasured) {
    PlanRequest loaded = request(4);
    PlanRequest alone = loaded;
    workloads::Histogram constant;
    constant.record_many(2ms, 100);
    alone.capacity->alone = constant;
    const ModelRow with = make_plan(alone)->model.back();
    const ModelRow without = make_plan(loaded)->model.back();
    EXPECT_LT(with.result.p95_s, without.result.p95_s)
        << "times under load have their waits in them, and would wait again";
    EXPECT_NEAR(with.result.p50_s, 0.002, 0.0005);
}

TEST(MakePlanTest, TheBoundsOfTheAutoscalerAreThoseAskedFor) {
    PlanRequest upstream = request(4);
    upstream.policy.min_replicas = 3;
    upstream.policy.max_replicas = 10;
    const auto plan = make_plan(upstream);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->budgets[1].budget.request.pods, 10U);
    for (const HpaMoment& moment : plan->hpa.moments) {
        EXPECT_GE(moment.replicas, 3U);
        EXPECT_LE(moment.replicas, 10U);
    }
    EXPECT_EQ(PlanRequest{}.policy.min_replicas, 3U);
    EXPECT_EQ(PlanRequest{}.policy.max_replicas, 50U) << "S003-HPA-01";
}

TEST(MakePlanTest, WhatCannotBePlannedIsRefused) {
    PlanRequest nothing = request(1);
    nothing.capacity.reset();
    EXPECT_THAT(make_plan(nothing).error().hint, HasSubstr("--per-pod"));
    PlanRequest no_pool = request(1);
    no_pool.pools.pool = {0, 0};
    EXPECT_FALSE(make_plan(no_pool));
    PlanRequest crossed = request(1);
    crossed.policy.min_replicas = 10;
    crossed.policy.max_replicas = 5;
    EXPECT_FALSE(make_plan(crossed));
    PlanRequest silent = request(1);
    silent.target.rate.value = 0;
    EXPECT_FALSE(make_plan(silent));
    EXPECT_FALSE(phase_target(2));
}

TEST(PlanViewTest, TheFirstPageSaysWhatToSet) {
    const PlanView view = view_of(*make_plan(request(4)));
    std::string all;
    for (const std::string& line : view.headlines) all += line + "\n";
    for (const char* word : {"Pods:", "Pools:", "PgBouncer: yes", "Redis:", "Storage:", "Latency"})
        EXPECT_THAT(all, HasSubstr(word));
    for (const PlanSection& section : view.sections)
        for (const auto& row : section.rows)
            EXPECT_EQ(row.size(), section.heads.size()) << section.id;
}

TEST(PlanViewTest, BehindPgBouncerTheSummaryCountsWhatReachesTheServer) {
    const auto plan = make_plan(request(4));
    ASSERT_TRUE(plan->bouncer);
    EXPECT_EQ(view_of(*plan).summary,
              std::to_string(plan->pods) + " pods, " +
                  std::to_string(plan->bouncer_settings.max_db_connections) +
                  " connections through PgBouncer");
}

TEST(PlanViewTest, APlanShowsEveryContradictionTouchedOrNot) {
    const auto plan = make_plan(request(1));
    const PlanView view = view_of(*plan);
    const auto section =
        std::ranges::find(view.sections, std::string("contradictions"), &PlanSection::id);
    ASSERT_NE(section, view.sections.end());
    EXPECT_EQ(section->rows.size(), contradictions({}).size());
    std::size_t x05 = 0;
    for (const auto& row : section->rows) x05 += row.front() == "X-05";
    EXPECT_EQ(x05, 7U);
}

TEST(PlanViewTest, PoolsAloneShowEveryContradiction) {
    const PoolRequest pools{4, {20, 10}, 20, 200};
    const PlanView view = view_of_pools(budget_of(pools), contradictions({pools}));
    EXPECT_EQ(view.summary, "4 x 20 + 4 x 10 + 20 = 140 connections");
    EXPECT_EQ(view.sections.back().rows.size(), contradictions({}).size());
}

TEST(PlanTextTest, FiguresAreWrittenForReaders) {
    EXPECT_EQ(bytes_text(0), "0 B");
    EXPECT_EQ(bytes_text(43.2e9), "43.2 GB");
    EXPECT_EQ(bytes_text(999.9e6), "1 GB");
    EXPECT_EQ(redis_memory_text(64.0 * 1024 * 1024), "64mb");
    EXPECT_EQ(redis_memory_text(8.0 * 1024 * 1024 * 1024), "8gb");
    EXPECT_EQ(duration_text(45), "45 s");
    EXPECT_EQ(duration_text(86'400), "24.0 h");
    EXPECT_EQ(clock_text(27'015), "07:30:15");
    EXPECT_EQ(count_text(1234567), "1,234,567");
    EXPECT_EQ(count_text(-1234), "-1,234");
    EXPECT_EQ(count_text(3.14159), "3.14");
    EXPECT_EQ(figure_text(documented(0.98, "", "")), "98 %");
}

}  // namespace
}  // namespace sark::reports::planning
