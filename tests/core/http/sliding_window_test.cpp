#include "core/http/guards/sliding_window.hpp"

#include <gtest/gtest.h>

namespace sark::http {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

TEST(SlidingWindowTest, SaysWhatIsLeftAndUntilWhen) {
    const auto budget = read_window({"1", "3", "1000000", "4000000"}, 5, seconds(10));
    ASSERT_TRUE(budget);
    EXPECT_TRUE(budget->is_within);
    EXPECT_EQ(budget->remaining, 2);
    EXPECT_EQ(budget->resets_at, UtcTime{seconds(11)});
    EXPECT_EQ(budget->resets_after, seconds(7));
}

TEST(SlidingWindowTest, NothingIsLeftOfALimitThatWasLowered) {
    const auto budget = read_window({"0", "9", "1000000", "1000001"}, 5, seconds(10));
    ASSERT_TRUE(budget);
    EXPECT_FALSE(budget->is_within);
    EXPECT_EQ(budget->remaining, 0);
    EXPECT_EQ(budget->resets_after, seconds(10) - microseconds(1));
}

TEST(SlidingWindowTest, TimeNeverRunsBackwards) {
    const auto budget = read_window({"1", "1", "1000000", "99000000"}, 5, seconds(10));
    ASSERT_TRUE(budget);
    EXPECT_EQ(budget->resets_after, Nanos{0});
}

TEST(SlidingWindowTest, AnotherReplyIsNotABudget) {
    EXPECT_FALSE(read_window({}, 5, seconds(10)));
    EXPECT_FALSE(read_window({"1", "3", "x", "4"}, 5, seconds(10)));
    EXPECT_FALSE(read_window({"1", "3", "1", ""}, 5, seconds(10)));
    EXPECT_FALSE(read_window({"1", "3", "1.5", "4"}, 5, seconds(10)));
}

}  // namespace
}  // namespace sark::http
