#include "core/access/access_check.hpp"

#include <gtest/gtest.h>

#include "tests/core/service/manual_time.hpp"

namespace sark {
namespace {

using namespace std::chrono_literals;

constexpr auto day = std::chrono::hours(24);

class AccessCheckTest : public testing::Test {
 protected:
    [[nodiscard]] AccessVerdict check(AccessRight right, const std::string& method = "tools/call") {
        return check_access(rules, {"ann", "acme", right, method, time.utc_now()});
    }
    [[nodiscard]] bool may(AccessRight right, const std::string& method = "tools/call") {
        const AccessVerdict verdict = check(right, method);
        EXPECT_EQ(verdict.allowed, verdict.reason.empty()) << verdict.reason;
        return verdict.allowed;
    }

    test::ManualTime time;  // a Monday, 10:00 UTC
    std::vector<AccessRule> rules{AccessRule{}};
};

TEST_F(AccessCheckTest, TheDefaultsAreReadAndProxy) {
    EXPECT_TRUE(may(AccessRight::read));
    EXPECT_TRUE(may(AccessRight::proxy));
    EXPECT_FALSE(may(AccessRight::write));
    EXPECT_FALSE(may(AccessRight::admin));
    EXPECT_EQ(check(AccessRight::write).reason, "the right to write is not given");
}

TEST_F(AccessCheckTest, EveryRightIsItsOwn) {
    rules.front().can_read = rules.front().can_proxy = false;
    rules.front().can_write = rules.front().can_admin = true;
    EXPECT_FALSE(may(AccessRight::read));
    EXPECT_FALSE(may(AccessRight::proxy));
    EXPECT_TRUE(may(AccessRight::write));
    EXPECT_TRUE(may(AccessRight::admin));
}

TEST_F(AccessCheckTest, NobodyMayDoAnythingWithoutARule) {
    rules.clear();
    EXPECT_FALSE(may(AccessRight::read));
    rules.push_back({});
    rules.front().user_id = "bob";
    EXPECT_FALSE(may(AccessRight::read));
    rules.front() = {};
    rules.front().tenant_id = "umbrella";
    EXPECT_FALSE(may(AccessRight::read));
}

TEST_F(AccessCheckTest, OnlyListedMethodsAreAllowed) {
    rules.front().allowed_methods = {"tools/list", "tools/call"};
    EXPECT_TRUE(may(AccessRight::proxy, "tools/call"));
    EXPECT_FALSE(may(AccessRight::proxy, "prompts/get"));
    EXPECT_FALSE(may(AccessRight::proxy, "tools/Call"));
    EXPECT_FALSE(may(AccessRight::proxy, ""));
}

TEST_F(AccessCheckTest, ADeniedMethodIsDeniedThoughItIsListed) {
    rules.front().allowed_methods = {"tools/call"};
    rules.front().denied_methods = {"tools/call"};
    EXPECT_EQ(check(AccessRight::proxy).reason, "method \"tools/call\" is denied");
    rules.front().allowed_methods.clear();
    EXPECT_TRUE(may(AccessRight::proxy, "tools/list"));
}

TEST_F(AccessCheckTest, DaysBeginWithMondayAsNought) {
    rules.front().allowed_days = {0};
    EXPECT_TRUE(may(AccessRight::read));
    time.advance(13h + 59min);
    EXPECT_TRUE(may(AccessRight::read)) << "Monday, 23:59";
    time.advance(1min);
    EXPECT_FALSE(may(AccessRight::read)) << "Tuesday, 00:00";
    EXPECT_EQ(check(AccessRight::read).reason, "not on this day of the week");
    rules.front().allowed_days = {6};
    time.advance(5 * day);
    EXPECT_TRUE(may(AccessRight::read)) << "Sunday";
    time.advance(day);
    EXPECT_FALSE(may(AccessRight::read));
}

TEST_F(AccessCheckTest, HoursAreWholeAndUtc) {
    rules.front().allowed_hours = {8, 9, 10, 23, 0};
    EXPECT_TRUE(may(AccessRight::read)) << "10:00";
    time.advance(1h - Nanos(1));
    EXPECT_TRUE(may(AccessRight::read)) << "just before 11:00";
    time.advance(Nanos(1));
    EXPECT_FALSE(may(AccessRight::read)) << "11:00";
    EXPECT_EQ(check(AccessRight::read).reason, "not at this hour");
    time.advance(12h);
    EXPECT_TRUE(may(AccessRight::read)) << "23:00";
    time.advance(1h);
    EXPECT_TRUE(may(AccessRight::read)) << "00:00";
    time.advance(1h);
    EXPECT_FALSE(may(AccessRight::read)) << "01:00";
}

TEST_F(AccessCheckTest, TheUsersRuleIsCloserThanTheTenants) {
    rules.front().tenant_id = "acme";
    rules.front().can_write = true;
    EXPECT_TRUE(may(AccessRight::write));
    AccessRule of_user;
    of_user.user_id = "ann";
    of_user.can_read = false;
    rules.push_back(of_user);
    EXPECT_FALSE(may(AccessRight::write));
    EXPECT_FALSE(may(AccessRight::read));
    EXPECT_TRUE(may(AccessRight::proxy));
}

TEST_F(AccessCheckTest, TheTenantsRuleIsCloserThanTheGeneralOne) {
    AccessRule of_tenant;
    of_tenant.tenant_id = "acme";
    of_tenant.can_proxy = false;
    rules.push_back(of_tenant);
    EXPECT_FALSE(may(AccessRight::proxy));
    rules.back().tenant_id = "umbrella";
    EXPECT_TRUE(may(AccessRight::proxy)) << "another tenant's rule is not for her";
}

TEST_F(AccessCheckTest, WhoHasNoTenantHasNoRuleOfATenant) {
    rules.front().tenant_id = "acme";
    EXPECT_FALSE(check_access(rules, {"ann", "", AccessRight::read, "", time.utc_now()}).allowed);
}

TEST_F(AccessCheckTest, OfEquallyCloseRulesOneThatAllowsSuffices) {
    rules.push_back({});
    rules.front().allowed_hours = {3};
    EXPECT_TRUE(may(AccessRight::read));
    rules.back().can_read = false;
    EXPECT_EQ(check(AccessRight::read).reason, "not at this hour") << "the first says why";
    rules.back().can_read = true;
    rules.front().denied_methods = {"tools/call"};
    EXPECT_FALSE(may(AccessRight::read)) << "a denial counts wherever it stands";
}

TEST(AccessRuleTest, ListsAreRead) {
    EXPECT_EQ(*methods_from_json(R"(["a","b"])"), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(*numbers_from_json("[0, 23]", 23), (std::vector<unsigned>{0, 23}));
    EXPECT_TRUE(numbers_from_json("[]", 6)->empty());
}

TEST(AccessRuleTest, WhatIsNoListIsRefused) {
    for (const char* text : {"", "null", "{}", "[1]", R"("a")", R"(["a")"})
        EXPECT_EQ(methods_from_json(text).error().code, Errc::protocol) << text;
    for (const char* text : {"", "null", "[-1]", "[7]", "[1.5]", R"(["1"])", "3"})
        EXPECT_EQ(numbers_from_json(text, 6).error().code, Errc::protocol) << text;
}

}  // namespace
}  // namespace sark
