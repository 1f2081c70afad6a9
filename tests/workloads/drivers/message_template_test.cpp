#include "workloads/drivers/message_template.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <gtest/gtest.h>

namespace sark::workloads {
namespace {

RequestContext context() {
    RequestContext context;
    context.seed = 7;
    context.run_id = "run1";
    return context;
}

OperationSpec operation() {
    OperationSpec operation;
    operation.name = "api.thing";
    KeyParameter user;
    user.entity = Entity::user;
    user.count = 100;
    KeyParameter tool = user;
    tool.entity = Entity::tool;
    tool.form = KeyParameter::Form::name;
    operation.parameters = {
        {"user", user},
        {"tool", tool},
        {"amount", IntegerParameter{-5, 5, {}}},
        {"action", ChoiceParameter{{"read", "write", "never"}, {3, 1, 0}}},
        {"id", UniqueParameter{}},
        {"other_id", UniqueParameter{}},
        {"label", UniqueParameter{UniqueParameter::Form::text, "srv-"}},
    };
    return operation;
}

struct Rendering {
    ParameterSet parameters;
    MessageTemplate text;
    std::string operator()(std::uint64_t index, std::optional<std::uint64_t> key = {}) const {
        std::string out;
        text.append(parameters, Call{0, index, key}, out);
        return out;
    }
};

Rendering rendering(std::string_view text, const RequestContext& request_context = context(),
                    const OperationSpec& spec = operation()) {
    auto parameters = ParameterSet::create(spec, request_context);
    auto compiled = MessageTemplate::compile(text, parameters.value(), spec.name);
    return {std::move(parameters).value(), std::move(compiled).value()};
}

Error failure(std::string_view text) {
    const auto parameters = ParameterSet::create(operation(), context());
    auto compiled = MessageTemplate::compile(text, parameters.value(), "api.thing");
    return compiled ? Error{} : compiled.error();
}

TEST(MessageTemplateTest, LiteralsStayAsTheyAre) {
    for (const char* text : {"", "plain", "$", "$$", "$1 = $2", "{user}", "a}b", "{\"a\": 1}"})
        EXPECT_EQ(rendering(text)(3), text);
}

TEST(MessageTemplateTest, TwoDollarsMakeALiteralSlot) {
    EXPECT_EQ(rendering("$${user}")(3), "${user}");
    EXPECT_EQ(rendering("a $${ b")(3), "a ${ b");
    EXPECT_EQ(rendering("$${amount}=${amount}")(3), "${amount}=" + rendering("${amount}")(3));
}

TEST(MessageTemplateTest, FillsSlotsWithTheDatasetsOwnKeys) {
    const Rendering row = rendering("${user}|${tool}");
    const std::uint64_t user = row.parameters.row(0, Call{0, 11});
    const std::uint64_t tool = row.parameters.row(1, Call{0, 11});
    EXPECT_EQ(row(11), id_of(42, Entity::user, user) + "|" + name_of(Entity::tool, tool));
}

TEST(MessageTemplateTest, IsAPureFunctionOfSeedAndIndexInAnyOrder) {
    const std::string text = "${user} ${tool} ${amount} ${action} ${id} ${label}";
    const Rendering forward = rendering(text);
    std::vector<std::string> seen;
    for (std::uint64_t index = 0; index < 200; ++index) seen.push_back(forward(index));
    const Rendering backward = rendering(text);
    for (std::uint64_t index = 200; index-- > 0;) EXPECT_EQ(backward(index), seen[index]);

    RequestContext reseeded = context();
    reseeded.seed = 8;
    const Rendering other = rendering(text, reseeded);
    std::size_t same = 0;
    for (std::uint64_t index = 0; index < 200; ++index)
        same += other(index) == seen[index] ? 1U : 0U;
    EXPECT_EQ(same, 0U);
}

TEST(MessageTemplateTest, OneNameHasOneValueWhereverItStands) {
    const Rendering both = rendering("${user},${user}");
    const Rendering one = rendering("x${user}");
    for (std::uint64_t index = 0; index < 50; ++index)
        EXPECT_EQ(both(index), one(index).substr(1) + "," + one(index).substr(1));
}

TEST(MessageTemplateTest, DifferentNamesAreDrawnIndependently) {
    OperationSpec spec = operation();
    spec.parameters = {{"a", IntegerParameter{0, 1, {}}}, {"b", IntegerParameter{0, 1, {}}}};
    const Rendering both = rendering("${a}${b}", context(), spec);
    std::map<std::string, int> counts;
    for (std::uint64_t index = 0; index < 4'000; ++index) ++counts[both(index)];
    ASSERT_EQ(counts.size(), 4U);
    for (const auto& [pair, count] : counts) EXPECT_NEAR(count, 1'000, 150) << pair;
}

TEST(MessageTemplateTest, IntegersCoverTheirRangeAndNothingElse) {
    const Rendering amount = rendering("${amount}");
    std::set<std::string> seen;
    for (std::uint64_t index = 0; index < 1'000; ++index) seen.insert(amount(index));
    EXPECT_EQ(seen.size(), 11U);
    EXPECT_TRUE(seen.contains("-5"));
    EXPECT_TRUE(seen.contains("5"));
}

TEST(MessageTemplateTest, ChoicesFollowTheirWeights) {
    const Rendering action = rendering("${action}");
    std::map<std::string, int> counts;
    for (std::uint64_t index = 0; index < 8'000; ++index) ++counts[action(index)];
    EXPECT_NEAR(counts["read"], 6'000, 300);
    EXPECT_NEAR(counts["write"], 2'000, 300);
    EXPECT_EQ(counts["never"], 0);
}

TEST(MessageTemplateTest, UniqueValuesDifferByIndexNameOperationAndRun) {
    std::set<std::string> seen;
    RequestContext second_run = context();
    second_run.run_id = "run2";
    OperationSpec second_operation = operation();
    second_operation.name = "api.other";
    const std::vector<Rendering> sources = {rendering("${id}"), rendering("${other_id}"),
                                            rendering("${id}", second_run),
                                            rendering("${id}", context(), second_operation)};
    for (const Rendering& source : sources) {
        for (std::uint64_t index = 0; index < 1'000; ++index) seen.insert(source(index));
    }
    EXPECT_EQ(seen.size(), 4'000U);
    EXPECT_EQ(rendering("${label}")(17), "srv-run1-17");
}

TEST(MessageTemplateTest, NeverOutgrowsItsLongestText) {
    const Rendering all = rendering("<${user}${tool}${amount}${action}${id}${label}>");
    std::string out;
    out.reserve(all.text.longest());
    const char* const storage = out.data();
    for (const std::uint64_t index : {std::uint64_t{0}, std::uint64_t{9'999}, UINT64_MAX}) {
        out.clear();
        all.text.append(all.parameters, Call{0, index}, out);
        EXPECT_LE(out.size(), all.text.longest());
        EXPECT_EQ(out.data(), storage);
    }
}

TEST(MessageTemplateTest, KnowsWhichCharactersMayOccur) {
    const Rendering row = rendering("a b ${action} ${label}");
    EXPECT_TRUE(row.text.may_contain(row.parameters, " "));
    EXPECT_TRUE(row.text.may_contain(row.parameters, "w"));
    EXPECT_TRUE(row.text.may_contain(row.parameters, "-"));
    EXPECT_FALSE(row.text.may_contain(row.parameters, "\r\n"));
}

TEST(MessageTemplateTest, AnUnknownNameIsAnsweredWithTheNearest) {
    const Error error = failure("/x/${usr}");
    EXPECT_EQ(error.code, Errc::invalid_scenario);
    EXPECT_NE(error.where.find("api.thing"), std::string::npos);
    EXPECT_NE(error.message.find("${usr}"), std::string::npos);
    EXPECT_NE(error.hint.find("\"user\""), std::string::npos);
}

TEST(MessageTemplateTest, RejectsSlotsThatAreNone) {
    for (const char* text : {"${", "${user", "x${}", "${ user}", "${USER}"})
        EXPECT_EQ(failure(text).code, Errc::invalid_scenario) << text;
}

TEST(ParameterSetTest, RejectsWhatCannotBeDrawn) {
    const double infinite = HUGE_VAL;
    const std::vector<ParameterSpec> bad = {
        {"", IntegerParameter{0, 1, {}}},
        {"x", IntegerParameter{1, 0, {}}},
        {"x", IntegerParameter{INT64_MIN, INT64_MAX, {}}},
        {"x", KeyParameter{Entity::user, 0, {}, KeyParameter::Form::id}},
        {"x", ChoiceParameter{{}, {}}},
        {"x", ChoiceParameter{{"a", "b"}, {1}}},
        {"x", ChoiceParameter{{"a", "b"}, {0, 0}}},
        {"x", ChoiceParameter{{"a", "b"}, {2, -1}}},
        {"x", ChoiceParameter{{"a", "b"}, {1, infinite}}},
    };
    for (std::size_t i = 0; i < bad.size(); ++i) {
        OperationSpec spec;
        spec.name = "api.thing";
        spec.parameters = {bad[i]};
        const auto set = ParameterSet::create(spec, context());
        ASSERT_FALSE(set) << i;
        EXPECT_EQ(set.error().code, Errc::invalid_scenario) << i;
        EXPECT_EQ(set.error().where, "operation api.thing") << i;
    }
}

TEST(ParameterSetTest, ACallsKeyStandsInForTheFirstKeyOrIntegerByName) {
    const auto both = rendering("${amount} ${user}");
    EXPECT_EQ(both(7, 3), "-2 " + both(7).substr(both(7).find(' ') + 1));
    EXPECT_EQ(both(7, 11 + 3), both(7, 3)) << "modulo the eleven values from -5 to 5";
    OperationSpec spec = operation();
    std::erase_if(spec.parameters,
                  [](const auto& parameter) { return parameter.name == "amount"; });
    const auto keyed = rendering("${tool}|${user}", context(), spec);
    EXPECT_EQ(keyed.parameters.row(*keyed.parameters.find("tool"), Call{0, 7, 5}), 5U);
    EXPECT_EQ(keyed(7, 5),
              name_of(Entity::tool, 5) + "|" +
                  id_of(42, Entity::user,
                        keyed.parameters.row(*keyed.parameters.find("user"), Call{0, 7})));
}

TEST(ParameterSetTest, ACallsKeyChangesNothingWhereNothingTakesOne) {
    const auto row = rendering("${action} ${id} ${label}");
    OperationSpec spec = operation();
    std::erase_if(spec.parameters, [](const auto& parameter) {
        return parameter.name == "amount" || parameter.name == "user" || parameter.name == "tool";
    });
    const auto unkeyed = rendering("${action} ${id} ${label}", context(), spec);
    EXPECT_EQ(unkeyed(7, 5), row(7));
}

TEST(ParameterSetTest, RejectsANameGivenTwice) {
    OperationSpec spec;
    spec.parameters = {{"x", UniqueParameter{}}, {"x", UniqueParameter{}}};
    const auto set = ParameterSet::create(spec, context());
    ASSERT_FALSE(set);
    EXPECT_NE(set.error().message.find("twice"), std::string::npos);
}

TEST(ParameterSetTest, ReachesBothEndsOfAVeryWideRange) {
    OperationSpec spec;
    spec.parameters = {{"x", IntegerParameter{INT64_MIN, INT64_MAX - 1, {}}}};
    const auto set = ParameterSet::create(spec, context());
    ASSERT_TRUE(set);
    bool negative = false;
    bool positive = false;
    for (std::uint64_t index = 0; index < 100; ++index) {
        std::string out;
        set->append(0, Call{0, index}, out);
        (out.front() == '-' ? negative : positive) = true;
    }
    EXPECT_TRUE(negative && positive);
}

TEST(ParameterSetTest, ChoicesWithoutWeightsAreEven) {
    OperationSpec spec;
    spec.parameters = {{"x", ChoiceParameter{{"a", "b"}, {}}}};
    const auto set = ParameterSet::create(spec, context());
    ASSERT_TRUE(set);
    std::string out;
    for (std::uint64_t index = 0; index < 1'000; ++index) set->append(0, Call{0, index}, out);
    EXPECT_NEAR(static_cast<double>(std::count(out.begin(), out.end(), 'a')), 500, 80);
}

}  // namespace
}  // namespace sark::workloads
