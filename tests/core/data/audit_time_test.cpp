#include <gtest/gtest.h>

#include "core/audit/audit_table.hpp"

namespace sark {
namespace {

TEST(AuditTimeTest, IsUtcWithMicrosecondsRoundedDown) {
    using namespace std::chrono;
    const UtcTime time = sys_days(year(2026) / 11 / 21) + hours(7) + minutes(38) + seconds(20) +
                         nanoseconds(123'456'999);
    EXPECT_EQ(audit_table::to_timestamptz(time), "2026-11-21 07:38:20.123456+00");
    EXPECT_EQ(audit_table::to_timestamptz(UtcTime()), "1970-01-01 00:00:00.000000+00");
    EXPECT_EQ(audit_table::to_timestamptz(UtcTime(Nanos(-1))), "1969-12-31 23:59:59.999999+00");
}

}  // namespace
}  // namespace sark
