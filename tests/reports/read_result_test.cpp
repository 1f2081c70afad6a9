#include <functional>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/writers/writer.hpp"
#include "tests/support/run_result_builder.hpp"
#include "tests/support/told_evidence.hpp"

namespace sark::reports {
namespace {

using test::RunResultBuilder;
using ::testing::HasSubstr;
using workloads::OutcomeCode;

RunResultBuilder mixed() {
    return RunResultBuilder()
        .answers("api.list", 3'000, 0.5, 12.345)
        .server_times("api.list", 2'900, 0.25, 11.5)
        .cache("api.list", 2'000, 17)
        .failures("api.list", OutcomeCode::wrong_answer, 3, 1.5)
        .failures("api.list", OutcomeCode::timeout, 2, 5'000)
        .abandoned("api.detail", 4, 7'000)
        .answers("api.detail", 1'500, 2, 3)
        .answers("v2.resource_by_id", 2'000, 1, 8)
        .threshold("http_req_duration", "p(95)<50ms");
}

std::string json_of(const scenarios::RunResult& run) {
    const auto report = judge(run, {"api", "v2-database"});
    EXPECT_TRUE(report);
    std::ostringstream out;
    write_json(*report, out);
    return out.str();
}

void expect_same(const workloads::Histogram& left, const workloads::Histogram& right) {
    ASSERT_EQ(left.layout(), right.layout());
    ASSERT_EQ(left.count(), right.count());
    EXPECT_EQ(workloads::encode_v2(left), workloads::encode_v2(right));
    EXPECT_EQ(left.exact(), right.exact());
}

void expect_same(const workloads::FailureCauses& left, const workloads::FailureCauses& right) {
    const auto before = left.ranked();
    const auto after = right.ranked();
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        EXPECT_EQ(before[i].code, after[i].code);
        EXPECT_EQ(before[i].kind.view(), after[i].kind.view());
        EXPECT_EQ(before[i].example.view(), after[i].example.view());
        EXPECT_EQ(before[i].count, after[i].count);
    }
}

void expect_same(const workloads::OperationTally& left, const workloads::OperationTally& right) {
    EXPECT_EQ(left.name, right.name);
    EXPECT_EQ(left.load, right.load);
    EXPECT_EQ(left.driver, right.driver);
    EXPECT_EQ(left.outcomes, right.outcomes);
    expect_same(left.causes, right.causes);
    EXPECT_EQ(left.abandoned, right.abandoned);
    EXPECT_EQ(left.bytes_sent, right.bytes_sent);
    EXPECT_EQ(left.bytes_received, right.bytes_received);
    expect_same(left.response_ok, right.response_ok);
    expect_same(left.response_failed, right.response_failed);
    expect_same(left.service, right.service);
    ASSERT_EQ(left.server.has_value(), right.server.has_value());
    if (left.server)
        expect_same(*left.server, *right.server);
    EXPECT_EQ(left.cache_hits, right.cache_hits);
    EXPECT_EQ(left.cache_misses, right.cache_misses);
    EXPECT_EQ(left.batch, right.batch);
    ASSERT_EQ(left.batches.size(), right.batches.size());
    for (std::size_t i = 0; i < left.batches.size(); ++i) {
        EXPECT_EQ(left.batches[i].failed, right.batches[i].failed);
        EXPECT_EQ(left.batches[i].response.count(), right.batches[i].response.count());
        EXPECT_EQ(left.batches[i].response.mean_ns(), right.batches[i].response.mean_ns());
        EXPECT_EQ(workloads::encode_v2(left.batches[i].response),
                  workloads::encode_v2(right.batches[i].response));
    }
}

void expect_same(const workloads::LoadTally& left, const workloads::LoadTally& right) {
    EXPECT_EQ(left.name, right.name);
    EXPECT_EQ(left.planned, right.planned);
    EXPECT_EQ(left.started, right.started);
    EXPECT_EQ(left.completed, right.completed);
    EXPECT_EQ(left.overdue, right.overdue);
    EXPECT_EQ(left.abandoned, right.abandoned);
    EXPECT_EQ(left.warmup_completed, right.warmup_completed);
    EXPECT_EQ(left.offered_rate, right.offered_rate);
    EXPECT_EQ(left.achieved_rate, right.achieved_rate);
    EXPECT_EQ(left.measured, right.measured);
    EXPECT_EQ(left.completions_per_connection, right.completions_per_connection);
    EXPECT_EQ(left.unanswered_per_connection, right.unanswered_per_connection);
    EXPECT_EQ(left.dropped, right.dropped);
    EXPECT_EQ(left.outstanding_at_end, right.outstanding_at_end);
    EXPECT_EQ(left.backlog_at_begin, right.backlog_at_begin);
    EXPECT_EQ(left.in_flight_seconds, right.in_flight_seconds);
    EXPECT_EQ(left.service_seconds, right.service_seconds);
    EXPECT_EQ(left.edge_seconds, right.edge_seconds);
    ASSERT_EQ(left.operations.size(), right.operations.size());
    for (std::size_t i = 0; i < left.operations.size(); ++i)
        expect_same(left.operations[i], right.operations[i]);
    ASSERT_EQ(left.intervals.size(), right.intervals.size());
    for (std::size_t i = 0; i < left.intervals.size(); ++i) {
        EXPECT_EQ(left.intervals[i].ok, right.intervals[i].ok);
        EXPECT_EQ(left.intervals[i].failed, right.intervals[i].failed);
        expect_same(left.intervals[i].response, right.intervals[i].response);
    }
}

TEST(ReadResultTest, GivesBackEverythingThatWasMeasured) {
    scenarios::RunResult run = mixed().build();
    run.status = scenarios::RunStatus::interrupted;
    run.status_reason = "SIGINT";
    run.engine.stopped_early = true;
    run.engine.measured = Nanos{19'123'456'789};
    run.engine.loads[0].operations[0].bytes_sent = 1'234'567'890'123;
    run.cpu.others.reset();
    run.cpu.throttled = 0.125;
    run.engine.loads[0].unanswered_per_connection = {7};
    run.engine.loads[0].dropped = 4;
    run.engine.loads[0].outstanding_at_end = 5;
    run.engine.loads[0].backlog_at_begin = 3;
    run.engine.loads[0].in_flight_seconds = 12.5;
    run.engine.loads[0].edge_seconds = 0.25;
    run.engine.generator.host_stalled = Nanos{123'456'789};
    const auto read = read_result(json_of(run), "result.json");
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_EQ(read->id, run.id);
    EXPECT_EQ(read->tool_version, run.tool_version);
    EXPECT_EQ(read->tool_revision, run.tool_revision);
    EXPECT_EQ(read->status, run.status);
    EXPECT_EQ(read->status_reason, run.status_reason);
    EXPECT_EQ(read->engine.started_at, run.engine.started_at);
    EXPECT_EQ(read->engine.measured, run.engine.measured);
    EXPECT_EQ(read->engine.interval, run.engine.interval);
    EXPECT_TRUE(read->engine.stopped_early);
    ASSERT_EQ(read->engine.loads.size(), run.engine.loads.size());
    for (std::size_t i = 0; i < run.engine.loads.size(); ++i)
        expect_same(read->engine.loads[i], run.engine.loads[i]);
    expect_same(read->engine.generator.wake_lag, run.engine.generator.wake_lag);
    expect_same(read->engine.generator.turn, run.engine.generator.turn);
    EXPECT_EQ(read->engine.generator.cpu, run.engine.generator.cpu);
    EXPECT_EQ(read->engine.generator.stalled, run.engine.generator.stalled);
    expect_same(read->engine.generator.host_lag, run.engine.generator.host_lag);
    EXPECT_EQ(read->engine.generator.host_stalled, run.engine.generator.host_stalled);
    expect_same(read->calibration.wait_lateness, run.calibration.wait_lateness);
    EXPECT_EQ(read->calibration.clock_cost, run.calibration.clock_cost);
    EXPECT_EQ(read->engine.generator.workers, run.engine.generator.workers);
    EXPECT_EQ(read->environment.facts, run.environment.facts);
    EXPECT_EQ(read->environment.services, run.environment.services);
    EXPECT_EQ(read->environment.cpus, run.environment.cpus);
    EXPECT_EQ(read->environment.managed, run.environment.managed);
    ASSERT_EQ(read->environment.settings.size(), 1U);
    EXPECT_EQ(read->environment.settings[0].source, "default");
    EXPECT_FALSE(read->cpu.others);
    EXPECT_EQ(read->cpu.services, run.cpu.services);
    EXPECT_EQ(read->cpu.throttled, run.cpu.throttled);
    EXPECT_EQ(read->evidence.postgres, run.evidence.postgres);
    EXPECT_EQ(read->scenario.document, run.scenario.document);
    EXPECT_EQ(read->scenario.thresholds.size(), 1U);
}

TEST(ReadResultTest, GivesBackWhyOperationsFailed) {
    RunResultBuilder builder;
    builder.answers("api.list", 100, 1, 2)
        .failures("api.list", OutcomeCode::refused, 40, 1)
        .failures("api.list", OutcomeCode::wrong_answer, 2, 1);
    for (int i = 0; i < 12; ++i)
        builder.cause("api.list", OutcomeCode::refused, 3, "status " + std::to_string(500 + i),
                      i == 0 ? "" : "gr\xc3\xbc\xc3\x9f <b>\"|\\");
    const scenarios::RunResult run = builder.build();
    const auto read = read_result(json_of(run), "result.json");
    ASSERT_TRUE(read) << describe(read.error());
    const workloads::OperationTally& tally = read->engine.loads[0].operations[0];
    expect_same(tally, run.engine.loads[0].operations[0]);
    EXPECT_EQ(tally.causes.ranked().at(0).count, 12U) << "kinds that found no room";
    EXPECT_EQ(json_of(*read), json_of(run));
}

TEST(ReadResultTest, AResultOfBeforeCausesWereToldIsReadWithout) {
    const scenarios::RunResult run = RunResultBuilder()
                                         .failures("api.list", OutcomeCode::refused, 4, 1)
                                         .cause("api.list", OutcomeCode::refused, 4, "status 503")
                                         .build();
    auto document = nlohmann::ordered_json::parse(json_of(run));
    ASSERT_EQ(document["operations"][0].erase("failure_causes"), 1U);
    const auto read = read_result(document.dump(), "old.json");
    ASSERT_TRUE(read) << describe(read.error());
    const workloads::OperationTally& tally = read->engine.loads[0].operations[0];
    EXPECT_TRUE(tally.causes.ranked().empty());
    EXPECT_EQ(tally.outcomes[static_cast<std::size_t>(OutcomeCode::refused)], 4U);
}

TEST(ReadResultTest, RefusesCausesThatDoNotFitTheirOutcomes) {
    const scenarios::RunResult run = RunResultBuilder()
                                         .failures("api.list", OutcomeCode::refused, 4, 1)
                                         .cause("api.list", OutcomeCode::refused, 4, "status 503")
                                         .build();
    const auto fault_of = [&](const char* key, const nlohmann::ordered_json& value) {
        auto document = nlohmann::ordered_json::parse(json_of(run));
        document["operations"][0]["failure_causes"][0][key] = value;
        const auto read = read_result(document.dump(), "r.json");
        return read ? std::string("none") : read.error().where;
    };
    const std::string at = "r.json#/operations/0/failure_causes/0/";
    EXPECT_EQ(fault_of("count", 5), at + "count") << "more than were refused";
    EXPECT_EQ(fault_of("count", -1), at + "count");
    EXPECT_EQ(fault_of("outcome", "timeout"), at + "count") << "none timed out";
    EXPECT_EQ(fault_of("outcome", "ok"), at + "outcome");
    EXPECT_EQ(fault_of("outcome", "lost"), at + "outcome");
    EXPECT_EQ(fault_of("kind", 503), at + "kind");
}

TEST(ReadResultTest, JudgesARereadRunTheSame) {
    const std::string first = json_of(mixed().build());
    const auto read = read_result(first, "result.json");
    ASSERT_TRUE(read);
    const auto before = nlohmann::json::parse(first);
    const auto after = nlohmann::json::parse(json_of(*read));
    ASSERT_EQ(before["judgements"].size(), after["judgements"].size());
    for (std::size_t i = 0; i < before["judgements"].size(); ++i)
        EXPECT_EQ(before["judgements"][i], after["judgements"][i]) << "intervals included";
    EXPECT_EQ(before["verdict"], after["verdict"]);
    EXPECT_EQ(before["validity"], after["validity"]);
    EXPECT_EQ(before["operations"], after["operations"]);
}

TEST(ReadResultTest, GivesBackWhatTheStoresTold) {
    scenarios::RunResult run = mixed().build();
    run.server = test::told_evidence("postgres", "v2.resource_by_id");
    const std::string written = json_of(run);
    const auto reread = read_result(written, "here");
    ASSERT_TRUE(reread) << describe(reread.error());
    EXPECT_EQ(nlohmann::json::parse(json_of(*reread))["evidence"],
              nlohmann::json::parse(written)["evidence"]);
    EXPECT_EQ(reread->server.plans.at(0).shape, run.server.plans[0].shape);
    EXPECT_EQ(reread->server.activity->slices.size(), 3U);
    EXPECT_TRUE(reread->server.activity->slices[1].checkpoint);
}

TEST(ReadResultTest, AResultOfBeforeTheStoresWereAskedIsReadWithout) {
    scenarios::RunResult run = mixed().build();
    run.server = test::told_evidence("postgres", "v2.resource_by_id");
    nlohmann::ordered_json document = nlohmann::ordered_json::parse(json_of(run));
    document["evidence"].erase("server");
    const auto reread = read_result(document.dump(), "here");
    ASSERT_TRUE(reread) << describe(reread.error());
    EXPECT_FALSE(reread->server.collected);
    document = nlohmann::ordered_json::parse(json_of(run));
    document["evidence"]["server"]["activity"]["slices"]["active"].erase(0);
    const auto damaged = read_result(document.dump(), "here");
    ASSERT_FALSE(damaged);
    EXPECT_THAT(damaged.error().where, HasSubstr("/slices/active"));
}

TEST(ReadResultTest, ReadsAnEmptyRun) {
    const auto read = read_result(
        json_of(RunResultBuilder().operation("api.list").measured(Nanos{0}).build()), "empty");
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_EQ(read->engine.loads.at(0).operations.at(0).response_ok.count(), 0U);
}

TEST(ReadResultTest, RefusesWhatIsNotJson) {
    const auto read = read_result("{\"schema_version\": 1", "broken.json");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, Errc::invalid_argument);
    EXPECT_EQ(read.error().where, "broken.json");
}

struct Damage {
    const char* name;
    const char* where;
    std::function<void(nlohmann::ordered_json&)> apply;
};

TEST(ReadResultTest, PointsAtWhatIsWrong) {
    const std::vector<Damage> damages = {
        {"another version", "#/schema_version", [](auto& d) { d["schema_version"] = 99; }},
        {"no version", "#/schema_version", [](auto& d) { d.erase("schema_version"); }},
        {"no loads", "#/loads", [](auto& d) { d.erase("loads"); }},
        {"loads is an object", "#/loads",
         [](auto& d) { d["loads"] = nlohmann::ordered_json::object(); }},
        {"a negative count", "#/loads/0/planned", [](auto& d) { d["loads"][0]["planned"] = -1; }},
        {"a fraction of a count", "#/operations/0/outcomes/timeout",
         [](auto& d) { d["operations"][0]["outcomes"]["timeout"] = 1.5; }},
        {"not a histogram", "#/operations/0/histogram/response",
         [](auto& d) { d["operations"][0]["histogram"]["response"] = "HISTxx"; }},
        {"another layout", "#/operations/0/histogram/service",
         [](auto& d) {
             d["operations"][0]["histogram"]["service"] = d["timeseries"][0]["histogram"];
         }},
        {"no exact values of samples", "#/operations/0/exact/response_failed/min_ns",
         [](auto& d) { d["operations"][0]["exact"]["response_failed"] = nullptr; }},
        {"extremes the wrong way round", "#/operations/0/exact/response",
         [](auto& d) { d["operations"][0]["exact"]["response"]["max_ns"] = 1; }},
        {"more clamped than counted", "#/timeseries/0/exact",
         [](auto& d) { d["timeseries"][0]["exact"]["clamped"] = 1'000'000; }},
        {"a longest time beyond time", "#/generator/exact/turn/max_ns",
         [](auto& d) { d["generator"]["exact"]["turn"]["max_ns"] = UINT64_MAX; }},
        {"a part without a histogram", "#/operations/0/batches/parts/3/histogram",
         [](auto& d) { d["operations"][0]["batches"]["parts"][3].erase("histogram"); }},
        {"an operation of no load", "#/operations/0/load",
         [](auto& d) { d["operations"][0]["load"] = "nobody"; }},
        {"an unknown status", "#/run/status", [](auto& d) { d["run"]["status"] = "fine"; }},
        {"not an instant", "#/run/started_at", [](auto& d) { d["run"]["started_at"] = "today"; }},
        {"a negative duration", "#/run/measured_s", [](auto& d) { d["run"]["measured_s"] = -1.0; }},
        {"not a scenario", "#/scenario", [](auto& d) { d["scenario"].erase("load"); }},
    };
    const std::string good = json_of(mixed().build());
    for (const Damage& damage : damages) {
        auto document = nlohmann::ordered_json::parse(good);
        damage.apply(document);
        const auto read = read_result(document.dump(), "r.json");
        ASSERT_FALSE(read) << damage.name;
        EXPECT_EQ(read.error().code, Errc::invalid_argument) << damage.name;
        EXPECT_EQ(read.error().where, std::string("r.json") + damage.where) << damage.name;
    }
}

}  // namespace
}  // namespace sark::reports
