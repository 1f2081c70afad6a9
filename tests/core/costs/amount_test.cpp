#include "core/costs/amount.hpp"

#include <gtest/gtest.h>

namespace sark {
namespace {

std::int64_t count_of(const char* text) {
    const auto amount = Amount::parse(text);
    EXPECT_TRUE(amount) << text;
    return amount ? amount->ten_thousandths() : -1;
}

TEST(AmountTest, ReadsDecimals) {
    EXPECT_EQ(count_of("12"), 120'000);
    EXPECT_EQ(count_of("0.0312"), 312);
    EXPECT_EQ(count_of(".5"), 5'000);
    EXPECT_EQ(count_of("7."), 70'000);
    EXPECT_EQ(count_of("0"), 0);
    EXPECT_EQ(count_of("999999.9999"), Amount::cost_max);
    EXPECT_EQ(count_of("1.230000"), 12'300) << "zeros behind the fourth decimal change nothing";
}

TEST(AmountTest, RefusesWhatIsNoAmount) {
    for (const char* text : {"", ".", "-1", "+1", "1e3", "1,5", " 1", "1 ", "1.2.3", "one", "0x10",
                             "1.00001", "1234567890123", "NaN"}) {
        const auto amount = Amount::parse(text);
        ASSERT_FALSE(amount) << text;
        EXPECT_EQ(amount.error().code, Errc::invalid_argument) << text;
    }
}

TEST(AmountTest, IsWrittenWithFourDecimals) {
    for (const char* text : {"0.0000", "0.0001", "12.0000", "999999.9999", "123456789012.3400"})
        EXPECT_EQ(to_string(*Amount::parse(text)), text);
}

TEST(AmountTest, SumsAreExactWhereFloatingPointIsNot) {
    Amount sum;
    for (int i = 0; i < 10; ++i) sum = sum + *Amount::parse("0.1");
    EXPECT_EQ(sum, *Amount::parse("1"));
    EXPECT_LT(sum, *Amount::parse("1.0001"));
}

TEST(AmountTest, IsNeverNegative) {
    EXPECT_EQ(Amount::of_ten_thousandths(-5), Amount());
}

}  // namespace
}  // namespace sark
