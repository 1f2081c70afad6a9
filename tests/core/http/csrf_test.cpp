#include "core/http/guards/csrf.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/core/http/filter_samples.hpp"

namespace sark::http {
namespace {

const std::string text(32, 'x');

int status_of(const std::string& header, const std::string& cookies,
              std::string_view method = "POST", std::string_view path = "/api/v1/servers/") {
    Request request = test::request(method, path);
    if (!header.empty())
        request.headers.emplace_back("x-csrf-token", header);
    if (!cookies.empty())
        request.headers.emplace_back("Cookie", cookies);
    return CsrfCheck().answer(request, test::Behind()).status;
}

TEST(CookieTest, IsFoundAmongOthers) {
    EXPECT_EQ(cookie("a=1; csrf_token=xyz; b=2", "csrf_token"), "xyz");
    EXPECT_EQ(cookie("csrf_token=x=y", "csrf_token"), "x=y");
    EXPECT_EQ(cookie("csrf_token=", "csrf_token"), "");
}

TEST(CookieTest, AnotherNameIsAnotherCookie) {
    EXPECT_FALSE(cookie("my_csrf_token=xyz", "csrf_token"));
    EXPECT_FALSE(cookie("csrf_token", "csrf_token"));
    EXPECT_FALSE(cookie("", "csrf_token"));
}

TEST(CsrfCheckTest, AWriteSaysItsTextTwice) {
    EXPECT_EQ(status_of(text, "csrf_token=" + text), 200);
    EXPECT_EQ(status_of("", ""), 403);
    EXPECT_EQ(status_of(text, ""), 403);
    EXPECT_EQ(status_of("", "csrf_token=" + text), 403);
    EXPECT_EQ(status_of(text, "csrf_token=" + std::string(32, 'y')), 403);
}

TEST(CsrfCheckTest, AShortTextCouldBeGuessed) {
    EXPECT_EQ(status_of(text.substr(1), "csrf_token=" + text.substr(1)), 403);
}

TEST(CsrfCheckTest, EveryMethodThatWritesIsAsked) {
    for (const std::string_view method : {"POST", "PUT", "PATCH", "DELETE"})
        EXPECT_EQ(status_of("", "", method), 403) << method;
    EXPECT_EQ(status_of("", "", "GET"), 200);
    EXPECT_EQ(status_of("", "", "POST", "/health/"), 200);
    EXPECT_EQ(status_of("", "", "POST", "/healthy"), 403);
}

TEST(CsrfCheckTest, WhoShowsAnApiKeyIsNoBrowser) {
    Request request = test::request("POST", "/api/v1/servers/");
    request.caller.emplace().api_key = "abcdefgh";
    const test::Behind behind;
    EXPECT_EQ(CsrfCheck().answer(request, behind).status, 200);
    EXPECT_EQ(behind.asked, 1);
}

TEST(CsrfCheckTest, SaysWhatUpstreamSays) {
    Request request = test::request("POST", "/api/v1/servers/");
    const test::Behind behind;
    EXPECT_NE(CsrfCheck().answer(request, behind).body.find(R"("error":"CSRF token invalid")"),
              std::string::npos);
    EXPECT_EQ(behind.asked, 0);
}

}  // namespace
}  // namespace sark::http
