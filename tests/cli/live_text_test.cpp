#include "cli/output/live_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/live_figures.hpp"

namespace sark::cli {
namespace {

using namespace std::chrono_literals;
using test::LiveFigures;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::ResultOf;
using ::testing::SizeIs;
using ::testing::StartsWith;
using workloads::OutcomeCode;

const LiveSubject phased{"checkout  run 2 of 5", 10s, {{"steady", 20s}, {"spike", 10s}}};

scenarios::RunProgress at(Nanos elapsed, const workloads::LiveHistory* live) {
    scenarios::RunProgress progress;
    progress.elapsed = elapsed;
    progress.total = 40s;
    progress.warming_up = elapsed < 10s;
    progress.live = live;
    return progress;
}

std::string heading(Nanos elapsed, std::size_t columns = 100) {
    return live_block(phased, at(elapsed, nullptr), columns, 10, false).at(0);
}

TEST(LiveTextTest, TheHeadingSaysWhereTheRunIs) {
    EXPECT_THAT(heading(5s), HasSubstr("checkout  run 2 of 5  warm-up  ["));
    EXPECT_THAT(heading(15s), HasSubstr("  steady  ["));
    EXPECT_THAT(heading(35s), HasSubstr("  spike  ["));
    EXPECT_THAT(heading(41s), HasSubstr("  draining  ["));
    EXPECT_THAT(heading(15s), HasSubstr("15 s of 40 s"));
    EXPECT_THAT(live_block({"x", 0s, {}}, at(15s, nullptr), 100, 9, false).at(0),
                HasSubstr("measuring"));
}

TEST(LiveTextTest, TheBarShowsWarmUpAndPhases) {
    const std::string bar = heading(20s, 200);
    EXPECT_THAT(bar, HasSubstr("[==========|==========>         |          ]"));
}

TEST(LiveTextTest, NothingIsWiderOrHigherThanTheTerminal) {
    LiveFigures figures({"op"}, 2);
    figures.ended(1, 100, 5ms).ended(1, 1, 5ms, OutcomeCode::timeout);
    const auto progress = at(20s, &figures.read(20s));
    for (std::size_t columns = 0; columns < 120; ++columns)
        for (std::size_t rows = 0; rows < 6; ++rows) {
            const auto lines = live_block(phased, progress, columns, rows, false);
            EXPECT_LE(lines.size(), rows);
            EXPECT_THAT(lines, Each(ResultOf([](const std::string& line) { return line.size(); },
                                             testing::Le(columns))));
        }
}

TEST(LiveTextTest, ARowHasTheFiguresOfTheLatestSeconds) {
    LiveFigures figures({"op"}, 2, 5s);
    figures.ended(1, 500, 400ms).read(10s);
    figures.read(14s);
    figures.ended(1, 100, 5ms).read(15s);
    figures.ended(1, 200, 5ms);
    const auto lines = live_block(phased, at(16s, &figures.read(16s)), 100, 10, false);
    ASSERT_THAT(lines, SizeIs(3));
    EXPECT_THAT(lines[1], StartsWith("load                rate/s    p50 ms    p99 ms"));
    EXPECT_THAT(lines[2], MatchesRegex("http +200 +5\\.0[0-9] +5\\.0[0-9] +0 +0 +0"));
}

TEST(LiveTextTest, FailuresRankBehindEveryAnswerAndAreMarked) {
    LiveFigures figures({"op"}, 2, 5s);
    figures.ended(1, 90, 5ms).ended(1, 10, 1ms, OutcomeCode::refused);
    const auto& live = figures.read(12s);
    const auto plain = live_block(phased, at(12s, &live), 100, 10, false);
    EXPECT_THAT(plain.at(2), MatchesRegex("http .* 5\\.0[0-9] +fail +10 .*"));
    EXPECT_THAT(plain.at(2), Not(HasSubstr("\x1b")));
    EXPECT_THAT(live_line(at(12s, &live)), HasSubstr(" ms  p99 fail  "));
    EXPECT_THAT(live_block(phased, at(12s, &live), 100, 10, true).at(2),
                HasSubstr("\x1b[31m       10\x1b[0m"));
}

TEST(LiveTextTest, BeforeTheFirstReadingFiguresAreAbsent) {
    EXPECT_THAT(live_block(phased, at(0s, nullptr), 100, 10, false), SizeIs(1));
    EXPECT_THAT(live_line(at(0s, nullptr)), HasSubstr("p50 -  p99 -  "));
}

TEST(LiveTextTest, ThePlainLineJoinsAllLoads) {
    LiveFigures figures({"op"}, 2, 5s);
    figures.ended(0, 50, 2ms);
    auto progress = at(1s, &figures.read(1s));
    progress.completed = 50;
    progress.overdue = 3;
    EXPECT_THAT(
        live_line(progress),
        MatchesRegex("\\[  1s/40s warm-up\\]      50 ops/s  p50 2\\.0[0-9] ms  p99 2\\.0[0-9] "
                     "ms  50 done  0 failed  3 overdue  0 in flight"));
}

}  // namespace
}  // namespace sark::cli
