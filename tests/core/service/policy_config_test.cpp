#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/policy/config/policy_config_json.hpp"
#include "tests/core/service/address_list_of.hpp"

namespace sark {
namespace {

using namespace std::chrono_literals;
using test::address_list_of;
using testing::HasSubstr;

IpAddress address(const std::string& text) {
    return parse_ip_address(text).value();
}

TEST(IpAddressTest, MappedV4IsV4) {
    EXPECT_EQ(address("::ffff:10.0.0.1"), address("10.0.0.1"));
    EXPECT_NE(address("::10.0.0.1"), address("10.0.0.1"));
}

TEST(IpAddressTest, WhatIsNoAddressIsAbsent) {
    for (const std::string& text : {std::string(), std::string("10.0.0"), std::string("10.0.0.256"),
                                    std::string("fe80::1%lo"), std::string(" 10.0.0.1"),
                                    std::string("10.0.0.1\0", 9), std::string("localhost")})
        EXPECT_FALSE(parse_ip_address(text)) << text;
}

TEST(IpAddressTest, PrivateRangesEndWhereTheyEnd) {
    for (const char* text : {"10.255.255.255", "127.0.0.1", "172.16.0.0", "172.31.255.255",
                             "192.168.0.1", "::1", "fd00::17", "::ffff:10.0.0.1"})
        EXPECT_TRUE(is_private(address(text))) << text;
    for (const char* text : {"11.0.0.0", "172.15.255.255", "172.32.0.0", "192.169.0.0", "::", "::2",
                             "fe00::1", "2001:db8::1"})
        EXPECT_FALSE(is_private(address(text))) << text;
}

TEST(AddressListTest, BlocksIncludeBothTheirEnds) {
    const AddressList list = address_list_of({"10.1.0.0/16", "2001:db8::/33", "203.0.113.9"});
    for (const char* text : {"10.1.0.0", "10.1.255.255", "2001:db8::", "203.0.113.9",
                             "2001:db8:7fff:ffff:ffff:ffff:ffff:ffff", "::ffff:10.1.2.3"})
        EXPECT_TRUE(list.contains(address(text))) << text;
    for (const char* text :
         {"10.0.255.255", "10.2.0.0", "2001:db8:8000::", "203.0.113.8", "203.0.113.10"})
        EXPECT_FALSE(list.contains(address(text))) << text;
}

TEST(AddressListTest, BlocksWithinBlocksAreOne) {
    const AddressList list =
        address_list_of({"10.1.2.3", "10.0.0.0/8", "10.1.0.0/16", "9.0.0.0/8"});
    EXPECT_EQ(list.ranges().size(), 2U);
    EXPECT_TRUE(list.contains(address("10.200.0.1")));
    EXPECT_TRUE(list.contains(address("9.9.9.9")));
    EXPECT_FALSE(list.contains(address("11.0.0.0")));
}

TEST(AddressListTest, FamiliesAreApart) {
    EXPECT_FALSE(address_list_of({"::/0"}).contains(address("10.0.0.1")));
    EXPECT_FALSE(address_list_of({"0.0.0.0/0"}).contains(address("2001:db8::1")));
    EXPECT_TRUE(address_list_of({"0.0.0.0/0"}).contains(address("255.255.255.255")));
    EXPECT_TRUE(address_list_of({"::ffff:10.0.0.0/104"}).contains(address("10.9.9.9")));
    EXPECT_FALSE(AddressList().contains(address("10.0.0.1")));
}

TEST(AddressListTest, BlocksThatAreNoneAreRefused) {
    for (const char* text : {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "10.0.0.0/-1",
                             "10.1.2.3/8", "2001:db8::/129", "2001:db8::1/32", "192.168.*",
                             "10.0.0.0-10.0.0.9", "::ffff:10.0.0.0/95", "/8"})
        EXPECT_FALSE(parse_address_range(text)) << text;
}

TEST(PolicyConfigTest, AnEmptyObjectIsTheDefault) {
    const auto config = policy_config_from_json("{}");
    ASSERT_TRUE(config);
    EXPECT_EQ(fingerprint_of(*config), fingerprint_of(PolicyConfig{}));
    EXPECT_TRUE(config->ip_filtering_enabled);
    EXPECT_EQ(config->mfa_timeout, 3600s);
}

TEST(PolicyConfigTest, ReadsEverySetting) {
    const auto config = policy_config_from_json(R"({
        "ip_filtering_enabled": true, "ip_allowlist": ["10.0.0.0/8", "2001:db8::/32"],
        "ip_blocklist": ["203.0.113.9"], "vpn_ip_ranges": ["198.51.100.0/24"],
        "allow_private_ips": true, "geo_restrictions_enabled": true,
        "allowed_countries": ["US", "ca"], "mfa_timeout_seconds": 900,
        "maintenance_windows": [{"start": "2026-11-28T22:00:00Z", "end": "2026-11-29T02:00:00Z",
                                 "allowed_actions": ["server:delete"]}]})");
    ASSERT_TRUE(config) << describe(config.error());
    EXPECT_TRUE(config->ip_allowlist.contains(address("2001:db8::1")));
    EXPECT_TRUE(config->ip_blocklist.contains(address("203.0.113.9")));
    EXPECT_TRUE(config->vpn_ip_ranges.contains(address("198.51.100.7")));
    EXPECT_TRUE(config->allow_private_ips);
    EXPECT_TRUE(config->geo_restrictions_enabled);
    EXPECT_TRUE(config->allowed_countries.contains("CA"));
    EXPECT_FALSE(config->allowed_countries.contains("AC"));
    EXPECT_EQ(config->mfa_timeout, 900s);
    constexpr std::chrono::sys_days saturday{std::chrono::year{2026} / 11 / 28};
    const UtcTime start{saturday.time_since_epoch() + 22h};
    EXPECT_FALSE(config->in_maintenance("server:delete", start - 1ns));
    EXPECT_TRUE(config->in_maintenance("server:delete", start));
    EXPECT_FALSE(config->in_maintenance("server:update", start));
    EXPECT_FALSE(config->in_maintenance("server:delete", start + 4h));
    EXPECT_EQ(config->next_window_edge(start - 1h), start);
    EXPECT_EQ(config->next_window_edge(start), start + 4h);
    EXPECT_FALSE(config->next_window_edge(start + 4h));
}

TEST(PolicyConfigTest, EverySettingChangesTheFingerprint) {
    const std::uint64_t base = fingerprint_of(PolicyConfig{});
    std::vector<std::uint64_t> seen = {base};
    for (const char* text :
         {R"({"ip_filtering_enabled":false})", R"({"ip_allowlist":["10.0.0.0/8"]})",
          R"({"ip_blocklist":["10.0.0.0/8"]})", R"({"vpn_ip_ranges":["10.0.0.0/8"]})",
          R"({"ip_allowlist":["::/8"]})", R"({"allow_private_ips":true})",
          R"({"geo_restrictions_enabled":true,"allowed_countries":["US"]})",
          R"({"allowed_countries":["US"]})", R"({"mfa_timeout_seconds":3599})",
          R"({"maintenance_windows":[{"start":"2026-11-28T22:00:00Z",
              "end":"2026-11-28T23:00:00Z","allowed_actions":["a"]}]})",
          R"({"maintenance_windows":[{"start":"2026-11-28T22:00:00Z",
              "end":"2026-11-28T23:00:00Z","allowed_actions":["b"]}]})"}) {
        const auto config = policy_config_from_json(text);
        ASSERT_TRUE(config) << text;
        EXPECT_THAT(seen, testing::Not(testing::Contains(fingerprint_of(*config)))) << text;
        seen.push_back(fingerprint_of(*config));
    }
}

TEST(PolicyConfigTest, OneErrorNamesThePlace) {
    const std::string window = R"("start":"2026-11-28T22:00:00Z","end":"2026-11-28T23:00:00Z")";
    const std::vector<std::pair<std::string, std::string>> faults = {
        {"", ""},
        {"[]", ""},
        {R"({"ip_allow_list":[]})", "/ip_allow_list"},
        {R"({"ip_filtering_enabled":"no"})", "/ip_filtering_enabled"},
        {R"({"ip_allowlist":"10.0.0.0/8"})", "/ip_allowlist"},
        {R"({"ip_allowlist":["10.0.0.0/8",7]})", "/ip_allowlist/1"},
        {R"({"ip_blocklist":["10.0.0.0/8","10.0.0.0/99"]})", "/ip_blocklist/1"},
        {R"({"allowed_countries":["USA"]})", "/allowed_countries/0"},
        {R"({"geo_restrictions_enabled":true})", "/allowed_countries"},
        {R"({"mfa_timeout_seconds":0})", "/mfa_timeout_seconds"},
        {R"({"mfa_timeout_seconds":1.5})", "/mfa_timeout_seconds"},
        {R"({"mfa_timeout_seconds":18446744073709551615})", "/mfa_timeout_seconds"},
        {R"({"maintenance_windows":{}})", "/maintenance_windows"},
        {R"({"maintenance_windows":[1]})", "/maintenance_windows/0"},
        {R"({"maintenance_windows":[{"end":"2026-11-28T23:00:00Z"}]})",
         "/maintenance_windows/0/start"},
        {R"({"maintenance_windows":[{"start":"2026-02-30T22:00:00Z"}]})",
         "/maintenance_windows/0/start"},
        {R"({"maintenance_windows":[{"start":"2026-11-28 22:00:00Z"}]})",
         "/maintenance_windows/0/start"},
        {R"({"maintenance_windows":[{"start":"2026-11-28T24:00:00Z"}]})",
         "/maintenance_windows/0/start"},
        {R"({"maintenance_windows":[{"start":"2026-11-28T22:00:00Z",
             "end":"2026-11-28T22:00:00Z"}]})",
         "/maintenance_windows/0/end"},
        {R"({"maintenance_windows":[{)" + window + "}]}", "/maintenance_windows/0/allowed_actions"},
        {R"({"maintenance_windows":[{)" + window + R"(,"allowed_actions":[]}]})",
         "/maintenance_windows/0/allowed_actions"},
        {R"({"maintenance_windows":[{)" + window + R"(,"actions":[]}]})",
         "/maintenance_windows/0/actions"},
    };
    for (const auto& [text, where] : faults) {
        const auto config = policy_config_from_json(text);
        ASSERT_FALSE(config) << text;
        EXPECT_EQ(config.error().code, Errc::invalid_argument) << text;
        EXPECT_EQ(config.error().where, where) << text;
    }
    EXPECT_THAT(policy_config_from_json(R"({"ip_allow_list":[]})").error().hint,
                HasSubstr("ip_allowlist"));
}

}  // namespace
}  // namespace sark
