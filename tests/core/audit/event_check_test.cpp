#include "core/audit/event_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/audit/audit_samples.hpp"

namespace sark {
namespace {

TEST(EventCheckTest, WhatTheSchemaTakesIsTaken) {
    AuditEvent event = test::sample_event(1);
    EXPECT_TRUE(check_event(event));
    event.user_id = "ABCDEF01-2345-6789-abcd-ef0123456789";
    event.resource_id = std::string(255, 'x');
    event.action = "";
    event.status = "g\xc3\xbcltig \xe2\x82\xac \xf0\x9f\x99\x82";
    event.details_json = R"({"path": "C:\\u0000", "deep": [[[1e3]]], "quote": "[[\"[["})";
    for (const char* address : {"10.0.0.1", "::1", "10.0.0.0/8", "fe80::/64"}) {
        event.ip_address = address;
        const auto checked = check_event(event);
        EXPECT_TRUE(checked) << describe(checked.error());
    }
}

TEST(EventCheckTest, WhatTheSchemaRefusesIsNamedByItsField) {
    const auto fault = [](const std::function<void(AuditEvent&)>& change) {
        AuditEvent event = test::sample_event(1);
        change(event);
        const auto checked = check_event(event);
        return checked ? std::string("nothing") : checked.error().message;
    };
    using testing::StartsWith;
    EXPECT_THAT(fault([](AuditEvent& e) { e.event_id = "no uuid"; }), StartsWith("event_id"));
    EXPECT_THAT(fault([](AuditEvent& e) { e.event_id[3] = 'g'; }), StartsWith("event_id"));
    EXPECT_THAT(fault([](AuditEvent& e) { e.user_id = ""; }), StartsWith("user_id"));
    for (const char* address : {"nowhere", "10.0.0.1/33", "10.0.0.1/", "10.0.0.256", "1/2/3"})
        EXPECT_THAT(fault([&](AuditEvent& e) { e.ip_address = address; }),
                    StartsWith("ip_address"));
    EXPECT_THAT(fault([](AuditEvent& e) { e.action = std::string(101, 'x'); }),
                StartsWith("action"));
    for (const std::string& text :
         {std::string("\0", 1), std::string("\xff"), std::string("\xc0\x80"),
          std::string("\xed\xa0\x80"), std::string("\xe2\x82"), std::string("\xf4\x90\x80\x80")})
        EXPECT_THAT(fault([&](AuditEvent& e) { e.status = text; }), StartsWith("status"));
    for (const std::string& json :
         {std::string(), std::string("{"), std::string(R"({"nul": "\u0000"})"),
          std::string(R"({"half": "\ud800"})"), std::string(600, '[') + std::string(600, ']'),
          "\"" + std::string(1U << 20U, 'x') + "\""})
        EXPECT_THAT(fault([&](AuditEvent& e) { e.details_json = json; }), StartsWith("details"));
}

}  // namespace
}  // namespace sark
