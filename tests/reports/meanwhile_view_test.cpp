#include "reports/views/meanwhile_view.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/writers/writer.hpp"
#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using scenarios::Happening;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::RunResultBuilder;
using ::testing::HasSubstr;
using ::testing::Not;

Happening happening(const std::string& name, Nanos begin, Nanos end) {
    Happening one;
    one.name = name;
    one.kind = "vacuum";
    one.planned = begin;
    one.begin = begin;
    one.end = end;
    one.outcome = Happening::Outcome::done;
    return one;
}

/// Ten slices of a second in which every answer takes 1 ms, but 10 ms in [4 s, 6 s).
scenarios::RunResult slow_in_the_middle() {
    scenarios::RunResult run =
        RunResultBuilder().answers("v2.resource_by_id", 1'000, 1, 1).measured(seconds(10)).build();
    run.engine.interval = seconds(1);
    auto& intervals = run.engine.loads.at(0).intervals;
    intervals.assign(10, {});
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        intervals[i].ok = 100;
        for (int n = 0; n < 100; ++n)
            intervals[i].response.record(milliseconds(i == 4 || i == 5 ? 10 : 1));
    }
    return run;
}

TEST(MeanwhileViewTest, ComparesTheSlicesThatItTouchedWithTheQuietOnes) {
    scenarios::RunResult run = slow_in_the_middle();
    run.happenings = {happening("vacuum", milliseconds(4200), milliseconds(5300))};
    const auto views = meanwhile_of(run);
    ASSERT_EQ(views.size(), 1U);
    const MeanwhileLoadView& load = views[0].loads.at(0);
    EXPECT_EQ(load.during.slices, 2U);
    EXPECT_EQ(load.quiet.slices, 8U);
    EXPECT_NEAR(*load.during.p95, 10.0, 0.2);
    EXPECT_NEAR(*load.quiet.p95, 1.0, 0.02);
    EXPECT_NEAR(*load.p95_ratio, 10.0, 0.3);
    EXPECT_EQ(views[0].sentence, "vacuum: done, 4.2 s to 5.3 s");
}

TEST(MeanwhileViewTest, WhatAnotherTouchedIsNotQuiet) {
    scenarios::RunResult run = slow_in_the_middle();
    run.happenings = {happening("one", seconds(1), milliseconds(1500)),
                      happening("two", milliseconds(4000), milliseconds(5999))};
    const auto views = meanwhile_of(run);
    EXPECT_EQ(views[0].what, "one (vacuum)");
    EXPECT_EQ(views[0].loads.at(0).during.slices, 1U);
    EXPECT_EQ(views[0].loads.at(0).quiet.slices, 7U);
    EXPECT_NEAR(*views[0].loads.at(0).quiet.p95, 1.0, 0.02);
}

TEST(MeanwhileViewTest, WhatDidNotStartHasNeitherTimesNorFigures) {
    scenarios::RunResult run = slow_in_the_middle();
    Happening one = happening("vacuum", seconds(4), seconds(5));
    one.outcome = Happening::Outcome::not_started;
    run.happenings = {one};
    const auto views = meanwhile_of(run);
    EXPECT_FALSE(views[0].begin_s);
    EXPECT_TRUE(views[0].loads.empty());
    EXPECT_EQ(views[0].sentence, "vacuum: not started");
}

TEST(MeanwhileViewTest, ADuringWithoutAnswersHasNoQuantile) {
    scenarios::RunResult run = slow_in_the_middle();
    run.engine.loads.at(0).intervals[4] = {};
    run.engine.loads.at(0).intervals[4].failed = 10;
    run.happenings = {happening("vacuum", milliseconds(4100), milliseconds(4200))};
    const MeanwhileLoadView load = meanwhile_of(run)[0].loads.at(0);
    EXPECT_FALSE(load.during.p95);
    EXPECT_FALSE(load.p95_ratio);
}

TEST(MeanwhileViewTest, EveryWriterShowsItAndAResultReadBackHasItAgain) {
    scenarios::RunResult run = slow_in_the_middle();
    run.happenings = {happening("vacuum", milliseconds(4200), milliseconds(5300))};
    run.happenings[0].detail = "table 12 MB -> 12 MB";
    run.evidence.replica = {{"samples", 3.0}, {"bytes_max", 8192.0}, {"bytes_mean", 4096.0}};
    const auto report = judge(run, {});
    ASSERT_TRUE(report);
    std::ostringstream json, console, markdown, html;
    write_json(*report, json);
    write_console(*report, console, false);
    write_markdown(*report, markdown);
    write_html(*report, html);
    for (const std::ostringstream* out : {&console, &markdown, &html})
        EXPECT_THAT(out->str(), HasSubstr("4.2 s to 5.3 s"));
    EXPECT_THAT(markdown.str(), HasSubstr("replay lag"));

    const auto again = read_result(json.str(), "result.json");
    ASSERT_TRUE(again) << describe(again.error());
    ASSERT_EQ(again->happenings.size(), 1U);
    EXPECT_EQ(again->happenings[0].begin, milliseconds(4200));
    EXPECT_EQ(again->happenings[0].outcome, Happening::Outcome::done);
    EXPECT_EQ(again->happenings[0].detail, "table 12 MB -> 12 MB");
    EXPECT_EQ(again->evidence.replica, run.evidence.replica);
}

TEST(MeanwhileViewTest, ARunWithoutAnyIsWrittenAsBefore) {
    const auto report = judge(slow_in_the_middle(), {});
    ASSERT_TRUE(report);
    std::ostringstream json;
    write_json(*report, json);
    EXPECT_THAT(json.str(), Not(HasSubstr("meanwhile")));
    EXPECT_THAT(json.str(), Not(HasSubstr("\"replica\": {")));
    EXPECT_TRUE(read_result(json.str(), "result.json"));
}

}  // namespace
}  // namespace sark::reports
