#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenarios/language/source_tree.hpp"

namespace sark::scenarios {
namespace {

using namespace test;
using namespace workloads;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

OperationSpec operation_of(const std::string& operation) {
    const Scenario scenario = scenario_of(parse(with_operation(operation)));
    if (scenario.loads.empty() || scenario.loads[0].operations.empty())
        return {};
    return scenario.loads[0].operations[0];
}

std::string faults_in(const std::string& operation) {
    return faults_of(parse(with_operation(operation)));
}

TEST(OperationsTest, AJsonBodyIsSerialisedAndTyped) {
    const auto operation = operation_of(
        R"({"name": "my.post", "weight": 2, "parameters": {"id": {"key": "user"}},
            "http": {"method": "POST", "path": "/x", "body": {"b": ["${id}", 1], "a": null}}})");
    const auto& http = std::get<HttpOperation>(operation.request);
    EXPECT_EQ(http.body, R"({"b":["${id}",1],"a":null})");
    EXPECT_THAT(http.headers, ElementsAre(Pair("Content-Type", "application/json")));
    EXPECT_EQ(http.expect_status, 200);
    EXPECT_EQ(operation.weight, 2.0);
    EXPECT_EQ(operation.driver(), DriverKind::http);
}

TEST(OperationsTest, HeadersOfTheAnswerMayBeExpected) {
    const auto operation = operation_of(R"({"name": "p", "http": {"path": "/x",
        "expect": {"headers": {"Content-Encoding": "gzip"}}}})");
    EXPECT_THAT(std::get<HttpOperation>(operation.request).expect_headers,
                ElementsAre(Pair("Content-Encoding", "gzip")));
    const auto faults_of_header = [](const std::string& headers) {
        return faults_in(R"({"name": "p", "http": {"path": "/x", "expect": {"headers": )" +
                         headers + "}}}");
    };
    EXPECT_THAT(faults_of_header(R"({"a b": "c"})"), HasSubstr("not a header name"));
    EXPECT_THAT(faults_of_header(R"({"a": 1})"), HasSubstr("expected a string"));
    EXPECT_THAT(faults_of_header(R"({"a": "1", "b": "1", "c": "1", "d": "1", "e": "1",
                                     "f": "1", "g": "1", "h": "1", "i": "1"})"),
                HasSubstr("more than 8 headers"));
}

TEST(OperationsTest, AWrittenContentTypeIsKept) {
    const auto operation = operation_of(
        R"({"name": "p", "http": {"method": "PUT", "path": "/x", "body": {},
            "headers": {"content-type": "application/merge-patch+json"}}})");
    EXPECT_THAT(std::get<HttpOperation>(operation.request).headers,
                ElementsAre(Pair("content-type", "application/merge-patch+json")));
}

TEST(OperationsTest, ATextBodyIsSentAsItIs) {
    const auto operation =
        operation_of(R"({"name": "p", "http": {"method": "POST", "path": "/x", "body": "a=1"}})");
    EXPECT_EQ(std::get<HttpOperation>(operation.request).body, "a=1");
    EXPECT_TRUE(std::get<HttpOperation>(operation.request).headers.empty());
}

TEST(OperationsTest, AnExpectedPlanIsKeptAndWrittenBack) {
    const char* own = R"({"name": "q", "postgres": {"sql": "SELECT 1"},
        "plan": {"expect": "index_scan idx_a"}})";
    EXPECT_EQ(std::get<PostgresOperation>(operation_of(own).request).expect_plan,
              "index_scan idx_a");
    EXPECT_THAT(scenario_of(parse(with_operation(own))).document, HasSubstr("index_scan idx_a"));
}

TEST(OperationsTest, AShippedOperationTakesAnotherExpectationOrNone) {
    const auto other = operation_of(
        R"({"use": "v2.resource_by_id", "plan": {"expect": "no_seq_scan resources"}})");
    EXPECT_EQ(std::get<PostgresOperation>(other.request).expect_plan, "no_seq_scan resources");
    const auto none = operation_of(R"({"use": "v2.resource_by_id", "plan": {"expect": "any"}})");
    EXPECT_EQ(std::get<PostgresOperation>(none.request).expect_plan, "");
}

TEST(OperationsTest, AnExpectationThatNoPlanCanMeetIsAFault) {
    EXPECT_THAT(faults_in(R"({"name": "q", "postgres": {"sql": "SELECT 1"},
                              "plan": {"expect": "index_scn idx_a"}})"),
                testing::AllOf(HasSubstr("plan/expect"), HasSubstr("\"index_scan\"")));
    EXPECT_THAT(faults_in(R"({"name": "q", "postgres": {"sql": "SELECT 1"}, "plan": {}})"),
                HasSubstr("expect"));
    EXPECT_THAT(faults_in(R"({"name": "q", "http": {"path": "/"},
                              "plan": {"expect": "seq_scan"}})"),
                HasSubstr("only a postgres operation has a plan"));
}

TEST(OperationsTest, ABodyMayBeRepeated) {
    const auto drawn = operation_of(
        R"({"name": "p", "parameters": {"n": {"integer": {"min": 1, "max": 1000}}},
            "http": {"method": "POST", "path": "/x", "body": {"a": 1}, "repeat": "${n}"}})");
    EXPECT_EQ(std::get<HttpOperation>(drawn.request).repeat, "${n}");
    EXPECT_EQ(std::get<HttpOperation>(drawn.request).body, R"({"a":1})");
    const auto fixed = operation_of(
        R"({"name": "p", "http": {"method": "POST", "path": "/x", "body": "1", "repeat": 7}})");
    EXPECT_EQ(std::get<HttpOperation>(fixed.request).repeat, "7");
}

TEST(OperationsTest, ANumberOfItemsThatCanLeaveItsBoundsIsAFault) {
    for (const char* repeat : {"0", "1001", "\"many\"", "\"${n}\"", "\"${n}0\"", "true"})
        EXPECT_NE(faults_in(R"({"name": "p", "parameters": {"n": {"integer": {"min": 0, "max": 5}}},
            "http": {"method": "POST", "path": "/x/${n}", "body": "1", "repeat": )" +
                            std::string(repeat) + "}}"),
                  "")
            << repeat;
    EXPECT_THAT(faults_in(R"({"name": "p", "http": {"method": "POST", "path": "/", "repeat": 2}})"),
                HasSubstr("no body to repeat"));
    EXPECT_THAT(
        faults_in(
            R"({"use": "core.policy_batch", "parameters": {"size": {"integer": {"max": 2000}}}})"),
        HasSubstr("number of items"));
}

TEST(OperationsTest, RowsIsAnExactNumber) {
    const auto exact =
        operation_of(R"({"name": "q", "postgres": {"sql": "SELECT 1", "expect": {"rows": 3}}})");
    EXPECT_EQ(std::get<PostgresOperation>(exact.request).expect_rows_min, 3U);
    EXPECT_EQ(std::get<PostgresOperation>(exact.request).expect_rows_max, 3U);
    const auto any = operation_of(R"({"name": "q", "postgres": {"sql": "SELECT 1"}})");
    EXPECT_EQ(std::get<PostgresOperation>(any.request).expect_rows_min, 0U);
    EXPECT_EQ(std::get<PostgresOperation>(any.request).expect_rows_max, std::nullopt);
}

TEST(OperationsTest, RedisExpectations) {
    const auto expect = [](const std::string& text) {
        return std::get<RedisOperation>(
            operation_of(R"({"name": "r", "redis": {"command": ["GET", "k"])" + text + "}}")
                .request);
    };
    EXPECT_EQ(expect("").expect, RedisOperation::Expect::any);
    EXPECT_EQ(expect(R"(, "expect": "not_nil")").expect, RedisOperation::Expect::not_nil);
    EXPECT_EQ(expect(R"(, "expect": "ok")").expect, RedisOperation::Expect::ok);
    const auto equals = expect(R"(, "expect": {"equals": "v"})");
    EXPECT_EQ(equals.expect, RedisOperation::Expect::equals);
    EXPECT_EQ(equals.expect_value, "v");
}

TEST(OperationsTest, ParametersAreOrderedByName) {
    const auto operation = operation_of(
        R"({"name": "q", "parameters": {"z": {"unique": "uuid"}, "a": {"key": "server",
            "form": "name", "distribution": "zipfian", "theta": 0.5, "count": 10},
            "m": {"choice": ["x", "y"]}, "i": {"integer": {"min": -3, "max": 4}}},
            "redis": {"command": ["SET", "${z}", "${a}${m}${i}"]}})");
    ASSERT_EQ(operation.parameters.size(), 4U);
    EXPECT_EQ(operation.parameters[0].name, "a");
    const auto& key = std::get<KeyParameter>(operation.parameters[0].source);
    EXPECT_EQ(key.entity, Entity::server);
    EXPECT_EQ(key.count, 10U);
    EXPECT_EQ(key.form, KeyParameter::Form::name);
    EXPECT_EQ(key.distribution, (Distribution{Distribution::Kind::zipfian, 0.5}));
    EXPECT_EQ(operation.parameters[1].name, "i");
    EXPECT_EQ(std::get<IntegerParameter>(operation.parameters[1].source).min, -3);
    EXPECT_THAT(std::get<ChoiceParameter>(operation.parameters[2].source).weights,
                ElementsAre(1.0, 1.0));
    EXPECT_EQ(std::get<UniqueParameter>(operation.parameters[3].source).form,
              UniqueParameter::Form::uuid);
}

TEST(OperationsTest, AUseMayChangeMembersOfAParameter) {
    const auto operation = operation_of(
        R"({"use": "api.detail", "name": "api.detail.hot", "weight": 3,
            "parameters": {"server": {"theta": 1.5}}})");
    EXPECT_EQ(operation.name, "api.detail.hot");
    EXPECT_EQ(operation.weight, 3.0);
    const auto& key = std::get<KeyParameter>(operation.parameters.at(0).source);
    EXPECT_EQ(key.distribution.theta, 1.5);
    EXPECT_EQ(key.entity, Entity::server);
}

TEST(OperationsTest, AUseMayReplaceAParameter) {
    const auto operation =
        operation_of(R"({"use": "api.detail", "parameters": {"server": {"choice": ["one"]}}})");
    EXPECT_THAT(std::get<ChoiceParameter>(operation.parameters.at(0).source).values,
                ElementsAre("one"));
}

TEST(OperationsTest, FaultsOfAUseAreWhereTheScenarioWroteThem) {
    EXPECT_THAT(faults_in("{\"use\": \"api.detail\",\n\"parameters\": {\"server\":\n"
                          "{\"theta\": 99}}}"),
                HasSubstr("x.json:3: /load/api/operations/0/parameters/server/theta: 99 is not"));
    EXPECT_THAT(faults_in(R"({"use": "api.detail", "weigth": 1})"),
                HasSubstr("did you mean \"weight\"?"));
    EXPECT_THAT(faults_in(R"({"use": 5})"), HasSubstr("expected a string"));
    EXPECT_THAT(faults_in("5"), HasSubstr("expected an object"));
}

TEST(OperationsTest, AMisspelledUseIsRecognised) {
    EXPECT_THAT(faults_in(R"({"usee": "api.detail"})"), HasSubstr("did you mean \"use\"?"));
}

}  // namespace
}  // namespace sark::scenarios
