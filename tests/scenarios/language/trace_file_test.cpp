#include "scenarios/language/trace_file.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenarios/language/source_tree.hpp"
#include "tests/support/scratch_directory.hpp"
#include "workloads/data/hash.hpp"

namespace sark::scenarios::language {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using workloads::TraceEntry;

const std::vector<std::string> operations = {"read", "write"};

std::vector<TraceEntry> entries_of(const std::string& text) {
    auto trace = parse_trace(text, "day.csv", operations);
    if (!trace) {
        ADD_FAILURE() << describe(trace.error());
        return {};
    }
    return *std::move(trace);
}

std::string fault_of(const std::string& text) {
    const auto trace = parse_trace(text, "day.csv", operations);
    return trace ? "" : describe(trace.error());
}

TEST(TraceFileTest, CsvKeepsTimesOperationsAndKeys) {
    const auto entries =
        entries_of("time,operation,key\n0.5,write,7\n0.5,read,\n2,read,server-a\n");
    ASSERT_EQ(entries.size(), 3U);
    EXPECT_EQ(entries[0].offset, 500ms);
    EXPECT_EQ(entries[0].operation, 1U);
    EXPECT_EQ(entries[0].key, 7U);
    EXPECT_EQ(entries[1].offset, 500ms);
    EXPECT_FALSE(entries[1].key);
    EXPECT_EQ(entries[2].key, workloads::hash_text("server-a"));
}

TEST(TraceFileTest, JsonLinesSayTheSame) {
    const auto entries = entries_of(R"({"time": 0.5, "operation": "write", "key": 7}
{"operation": "read", "time": "0.5", "key": null}

{"time": 2, "operation": "read", "key": "server-a"})");
    const auto csv = entries_of("time,operation,key\n0.5,write,7\n0.5,read,\n2,read,server-a\n");
    ASSERT_EQ(entries.size(), csv.size());
    for (std::size_t i = 0; i < csv.size(); ++i) {
        EXPECT_EQ(entries[i].offset, csv[i].offset);
        EXPECT_EQ(entries[i].operation, csv[i].operation);
        EXPECT_EQ(entries[i].key, csv[i].key);
    }
}

TEST(TraceFileTest, InstantsCountFromTheFirstLine) {
    for (const char* text : {"time,operation\r\n1769860800.5,read\r\n1769860802,read\r\n",
                             "time,operation\n2026-01-31T12:00:00.5Z,read\n1769860802,read"}) {
        const auto entries = entries_of(text);
        ASSERT_EQ(entries.size(), 2U);
        EXPECT_EQ(entries[0].offset, 0s);
        EXPECT_EQ(entries[1].offset, 1500ms);
    }
}

TEST(TraceFileTest, ABadLineIsNamedWithItsFile) {
    const std::string header = "time,operation,key\n0,read,1\n";
    const std::pair<std::string, std::string> cases[] = {
        {header + "x,read,1", "day.csv:3: \"x\" is not a time"},
        {header + "1769860800000,read,1", "milliseconds are refused"},
        {header + "2,read,1\n1,read,1", "day.csv:4: the time 1 lies before that of the line above"},
        {header + "1769860800,read,1", "not of the kind of the first line's"},
        {header + "1,raed,1", "no operation \"raed\" (did you mean \"read\"?"},
        {header + "1,read", "has 2 fields, not those of the header"},
        {header + "1,read,1,2", "has 4 fields"},
        {header + "1,\"read\",1", "quoted fields are not read"},
        {"time;operation\n1;read", "day.csv:1: the first line is neither JSON nor the header"},
        {"1,read,1\n", "neither JSON nor the header"},
        {R"({"time": 1})", "a line needs its time and its operation"},
        {R"({"time": 1, "operation": "read", "ky": 1})",
         "unknown member \"ky\" (did you mean \"key\"?"},
        {R"({"time": true, "operation": "read"})", "the time is neither a number nor a text: true"},
        {R"({"time": -1, "operation": "read"})", "the time is neither a number nor a text: -1"},
        {"{\"time\": 1, \"operation\": \"read\"}\n{", "day.csv:2: not JSON"},
        {"{\"time\": 1, \"operation\": \"read\"}\n[]", "day.csv:2: not a JSON object"},
        {R"({"time": 1, "time": 2, "operation": "read"})", "without repeated members"},
        {"", "day.csv: the trace holds no request"},
        {"time,operation,key\n\n", "the trace holds no request"},
    };
    for (const auto& [text, message] : cases)
        EXPECT_THAT(fault_of(text), HasSubstr(message)) << text;
}

TEST(TraceFileTest, IsFoundFromTheFolderOfTheScenario) {
    const sark::test::ScratchDirectory scratch;
    const auto& folder = scratch.path();
    std::ofstream(folder / "day.csv") << "time,operation\n1,read\n";
    const std::string scenario = (folder / "my.json").string();
    const auto trace = load_trace("day.csv", scenario, operations);
    EXPECT_TRUE(trace && trace->size() == 1);
    EXPECT_TRUE(load_trace((folder / "day.csv").string(), "elsewhere/my.json", operations));
    const auto absent = load_trace("night.csv", scenario, operations);
    ASSERT_FALSE(absent);
    EXPECT_EQ(absent.error().code, Errc::not_found);
    EXPECT_FALSE(load_trace(".", scenario, operations)) << "a folder is no trace";
}

TEST(TraceFileTest, AShippedOneIsFoundByName) {
    const std::vector<std::string> used = {"api.policy_evaluate", "api.detail", "api.list",
                                           "api.register"};
    EXPECT_TRUE(load_trace("shipped:office_hours.csv", "", used));
    const auto misspelled = load_trace("shipped:office_hour.csv", "", used);
    ASSERT_FALSE(misspelled);
    EXPECT_THAT(describe(misspelled.error()), HasSubstr("did you mean \"office_hours.csv\"?"));
}

const std::string replay = R"({"name": "x", "load": {"web": {"executor": "replay",
    "file": "gone.csv", "speed": 2, "duration": "30s", "operations": [{"use": "api.health"}]}}})";

TEST(TraceFileTest, AScenarioThatWasRunCanBeReadWithoutIt) {
    EXPECT_THAT(test::faults_of(test::parse(replay)), HasSubstr("there is no such trace"));
    const Scenario scenario = test::scenario_of(parse_scenario(replay, "x", {}, Traces::leave));
    EXPECT_EQ(duration_of(scenario.loads.at(0).arrivals), 30s);
    EXPECT_EQ(scenario.loads[0].trace_file, "gone.csv");
}

}  // namespace
}  // namespace sark::scenarios::language
