#include "workloads/drivers/api_access.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workloads/drivers/http_request.hpp"

namespace sark::workloads {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const ApiAccess access_of_ann{"t.o.k", "sark_sk_x", "0123456789abcdef0123456789abcdef"};

std::string message_of(const std::string& method, const ApiAccess& access,
                       std::vector<std::pair<std::string, std::string>> headers = {}) {
    OperationSpec operation;
    operation.name = "api.thing";
    HttpOperation http;
    http.method = method;
    http.headers = std::move(headers);
    operation.request = http;
    const auto request = HttpRequest::compile(operation, {}, "host", access);
    if (!request)
        return describe(request.error());
    std::string body;
    std::string message;
    request->render({0, 0}, body, message);
    EXPECT_LE(message.size(), request->longest_message());
    return message;
}

TEST(ApiAccessTest, IsShownWithEveryRequest) {
    const std::string message = message_of("GET", access_of_ann);
    EXPECT_THAT(message, HasSubstr("\r\nAuthorization: Bearer t.o.k\r\n"));
    EXPECT_THAT(message, HasSubstr("\r\nX-API-Key: sark_sk_x\r\n"));
    EXPECT_TRUE(message.ends_with("\r\n\r\n"));
}

TEST(ApiAccessTest, OnlyWritesSubmitTwice) {
    EXPECT_THAT(message_of("GET", access_of_ann), Not(HasSubstr("csrf")));
    for (const char* const method : {"POST", "PUT", "PATCH", "DELETE"}) {
        const std::string message = message_of(method, access_of_ann);
        EXPECT_THAT(message, HasSubstr("\r\nX-CSRF-Token: " + access_of_ann.csrf + "\r\n"));
        EXPECT_THAT(message, HasSubstr("\r\nCookie: csrf_token=" + access_of_ann.csrf + "\r\n"));
    }
}

TEST(ApiAccessTest, WhoHasNothingToShowShowsNothing) {
    EXPECT_EQ(
        message_of("POST", {}),
        "POST / HTTP/1.1\r\nHost: host\r\nUser-Agent: sark-bench\r\nContent-Length: 0\r\n\r\n");
}

TEST(ApiAccessTest, AnOperationsOwnHeaderGoesFirst) {
    const std::string message =
        message_of("GET", access_of_ann, {{"authorization", "Bearer other"}});
    EXPECT_THAT(message, HasSubstr("authorization: Bearer other"));
    EXPECT_THAT(message, Not(HasSubstr("t.o.k")));
}

}  // namespace
}  // namespace sark::workloads
