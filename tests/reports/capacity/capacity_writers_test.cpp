#include <filesystem>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/planning/capacity_figures.hpp"
#include "reports/writers/capacity/capacity_writer.hpp"
#include "reports/writers/text.hpp"
#include "tests/reports/capacity/capacity_examples.hpp"
#include "tests/reports/golden_report.hpp"
#include "tests/support/scratch_directory.hpp"

namespace sark::reports {
namespace {

using Json = nlohmann::json;
using test::expect_golden;
using test::found_capacity;
using test::PlayedSearch;
using ::testing::HasSubstr;
using ::testing::Not;

std::string written(void (*write)(const CapacityResult&, std::ostream&),
                    const CapacityResult& result) {
    std::ostringstream out;
    write(result, out);
    return out.str();
}

/// The data that the page's script draws.
Json chart_data(const std::string& page) {
    const std::string begin = "<script type=\"application/json\" id=\"data\">";
    const auto from = page.find(begin);
    EXPECT_NE(from, std::string::npos);
    const auto to = page.find("</script>", from);
    return Json::parse(page.substr(from + begin.size(), to - from - begin.size()));
}

/// Whose every free text tries to break out of its format.
CapacityResult hostile() {
    const std::string evil = "</script><b>\"'|`*&\n\x1b[31m<!--";
    CapacityResult result = found_capacity();
    result.setup.scenario = evil;
    result.setup.sla.left_out = {evil};
    for (Objective& objective : result.setup.sla.objectives) objective.name = evil;
    result.setup.environment.facts = {{evil, evil}};
    result.summary = evil;
    result.limit->text = evil;
    for (CapacityStep& step : result.steps) step.reason = step.objective = evil;
    for (CapacityOperation& operation : result.operations) operation.name = evil;
    return result;
}

TEST(CapacityWritersTest, AFoundCapacityMatchesItsGoldenFiles) {
    const CapacityResult result = found_capacity();
    expect_golden("capacity.txt", written(write_capacity_console, result));
    expect_golden("capacity.md", written(write_capacity_markdown, result));
    expect_golden("capacity.json", written(write_capacity_json, result));
}

TEST(CapacityWritersTest, ASearchThatFoundNothingMatchesItsGoldenFiles) {
    const CapacityResult result = PlayedSearch(1.0).concluded();
    expect_golden("capacity_never.txt", written(write_capacity_console, result));
    expect_golden("capacity_never.md", written(write_capacity_markdown, result));
    expect_golden("capacity_never.json", written(write_capacity_json, result));
}

TEST(CapacityWritersTest, APlanReadsBackWhatWasWritten) {
    const CapacityResult result = found_capacity();
    const auto figures =
        planning::read_capacity(written(write_capacity_json, result), "capacity.json");
    ASSERT_TRUE(figures) << describe(figures.error());
    EXPECT_EQ(figures->scenario, "policy_evaluation");
    EXPECT_EQ(figures->holds_per_s, *result.holds_per_s);
    EXPECT_EQ(figures->breaks_per_s, result.breaks_per_s);
    EXPECT_EQ(figures->knee_per_s, result.knee_per_s);
    EXPECT_TRUE(figures->confirmed);
    EXPECT_EQ(figures->driver, "http");
    EXPECT_EQ(figures->cpus, 2U);
    ASSERT_TRUE(figures->usl);
    EXPECT_DOUBLE_EQ(figures->usl->lambda, result.usl_fits[0].law->lambda);
    EXPECT_DOUBLE_EQ(figures->usl->contention.alpha, result.usl_fits[0].law->alpha);
    EXPECT_DOUBLE_EQ(figures->usl->contention.beta, result.usl_fits[0].law->beta);
    ASSERT_TRUE(figures->service);
    EXPECT_EQ(figures->service->count(), result.operations[0].service.count());
    EXPECT_EQ(figures->service->quantile(0.95), result.operations[0].service.quantile(0.95));
    ASSERT_EQ(figures->paced.size(), result.paced.size());
    EXPECT_EQ(figures->paced[2].per_s, result.paced[2].rate);
    EXPECT_EQ(figures->paced[2].answers.quantile(0.95), result.paced[2].answers.quantile(0.95));
    EXPECT_EQ(figures->paced[2].p95_high_ms, result.paced[2].p95_high_ms);
    EXPECT_FALSE(figures->random_arrivals);
    ASSERT_TRUE(figures->alone);
    EXPECT_EQ(figures->alone->quantile(0.95), result.operations[0].alone->quantile(0.95));
}

TEST(CapacityWritersTest, APlanRefusesASearchThatFoundNothing) {
    const auto figures = planning::read_capacity(
        written(write_capacity_json, PlayedSearch(1.0).concluded()), "capacity.json");
    ASSERT_FALSE(figures);
    EXPECT_THAT(figures.error().message, HasSubstr("never_holds"));
}

TEST(CapacityWritersTest, ThePageDrawsTheFiguresOfTheJson) {
    const CapacityResult result = found_capacity();
    const Json document = Json::parse(written(write_capacity_json, result));
    const Json data = chart_data(written(write_capacity_html, result));
    EXPECT_EQ(data["holds"], document["holds_per_s"]);
    EXPECT_EQ(data["breaks"], document["breaks_per_s"]);
    EXPECT_EQ(data["knee"], document["knee_per_s"]);
    std::size_t with_rate = 0;
    for (const Json& step : document["steps"]) with_rate += !step["rate"].is_null();
    EXPECT_EQ(data["steps"].size(), with_rate);
    ASSERT_EQ(data["fits"].size(), 2U);
    EXPECT_EQ(data["fits"][0]["points"].size(), document["usl"]["points"].size());
    EXPECT_EQ(data["fits"][0]["law"].size(), 61U);
    EXPECT_EQ(data["fits"][0]["law"][0]["y"], document["usl"]["points"][0]["fitted_per_s"]);
    EXPECT_EQ(data["limits"][0]["ms"], 50.0);
}

TEST(CapacityWritersTest, WhatIsUnknownIsNullOnThePageToo) {
    const Json data = chart_data(
        written(write_capacity_html, PlayedSearch(66.0, 0).concluded(EarlyEnd::By::time)));
    EXPECT_TRUE(data["holds"].is_null());
    EXPECT_TRUE(data["breaks"].is_null());
    EXPECT_TRUE(data["steps"].empty());
    EXPECT_TRUE(data["fits"][0]["law"].empty());
}

TEST(CapacityWritersTest, EveryFormStatesTheIntervalTheKneeTheLawAndItsResiduals) {
    const CapacityResult result = found_capacity();
    const std::string interval =
        "[" + rate_text(*result.holds_per_s) + ", " + rate_text(*result.breaks_per_s) + "]";
    for (auto* write : {write_capacity_console, write_capacity_markdown, write_capacity_html}) {
        std::string text = written(write, result);
        std::erase(text, '\\');
        EXPECT_THAT(text, HasSubstr(interval));
        EXPECT_THAT(text, HasSubstr("knee"));
        EXPECT_THAT(text, HasSubstr("X(N) = "));
        EXPECT_THAT(text, HasSubstr("esidual"));
        EXPECT_THAT(text, testing::ContainsRegex("[-+]0\\.[0-9] %"));
    }
}

TEST(CapacityWritersTest, TheConsoleKeepsToEightyColumns) {
    for (const CapacityResult& result :
         {found_capacity(), hostile(), PlayedSearch(66.0, 0).concluded(EarlyEnd::By::signal)}) {
        std::istringstream lines(written(write_capacity_console, result));
        for (std::string line; std::getline(lines, line);) {
            EXPECT_LE(columns_of(line), 80U) << line;
            EXPECT_FALSE(line.ends_with(' ')) << line;
        }
    }
}

TEST(CapacityWritersTest, HostileNamesStayText) {
    const CapacityResult result = hostile();
    EXPECT_THAT(written(write_capacity_console, result), Not(HasSubstr("\x1b")));
    const std::string page = written(write_capacity_html, result);
    EXPECT_THAT(page, Not(HasSubstr("<b>")));
    EXPECT_THAT(page, Not(HasSubstr("\x1b")));
    EXPECT_EQ(chart_data(page)["limits"][0]["name"], result.setup.sla.objectives[0].name);
    const std::string markdown = written(write_capacity_markdown, result);
    EXPECT_THAT(markdown, Not(HasSubstr("<b>")));
    EXPECT_THAT(markdown, Not(HasSubstr("\x1b")));
    EXPECT_TRUE(Json::accept(written(write_capacity_json, result)));
}

TEST(CapacityWritersTest, RepeatsAreATableAndASpread) {
    std::ostringstream out;
    write_capacity_repeats({found_capacity(), PlayedSearch(66.0, 1).concluded(EarlyEnd::By::time)},
                           out);
    EXPECT_THAT(out.str(), HasSubstr("| repeat | holds | breaks |"));
    EXPECT_THAT(out.str(), HasSubstr("| +0.0 % | 83 | found |"));
    EXPECT_THAT(out.str(), HasSubstr("| 2 | "));
    EXPECT_THAT(out.str(), HasSubstr("1 of 2 confirmed"));
    EXPECT_THAT(out.str(), HasSubstr("spread 0.0 %"));
}

TEST(CapacityFilesTest, AFolderThatCannotBeMadeIsAnError) {
    const test::ScratchDirectory scratch;
    const auto place = scratch.path() / "files";
    const auto all = write_capacity_files(found_capacity(), place, capacity_file_formats());
    ASSERT_TRUE(all) << describe(all.error());
    EXPECT_EQ(all->size(), 3U);
    const auto one = write_capacity_files(found_capacity(), place / "one", {"console", "md"});
    ASSERT_TRUE(one);
    EXPECT_THAT(*one, testing::ElementsAre((place / "one/capacity.md").string()));
    const auto blocked = write_capacity_files(found_capacity(), place / "capacity.md", {"json"});
    ASSERT_FALSE(blocked);
    EXPECT_EQ(blocked.error().code, Errc::io);
}

}  // namespace
}  // namespace sark::reports
