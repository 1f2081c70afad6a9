#include "workloads/drivers/endpoint.hpp"

#include <gtest/gtest.h>

namespace sark::workloads {
namespace {

TEST(EndpointTest, ReadsHttpUrls) {
    struct Case {
        const char* url;
        const char* authority;
    };
    for (const Case& example :
         {Case{"http://127.0.0.1:8000", "127.0.0.1:8000"}, Case{"http://host/", "host:80"},
          Case{"http://[::1]:81", "[::1]:81"}, Case{"http://[::1]", "[::1]:80"}}) {
        const auto endpoint = parse_http_url(example.url);
        ASSERT_TRUE(endpoint) << example.url;
        EXPECT_EQ(endpoint->authority(), example.authority);
    }
}

TEST(EndpointTest, RejectsUrlsItCannotServe) {
    for (const char* url :
         {"", "127.0.0.1:8000", "ftp://host:1", "http://", "http://:80",
          "http://host:", "http://host:0", "http://host:65536", "http://host:80a",
          "http://host/path", "http://host:80/?q", "http://[::1", "http://[::1]x", "http://a b"}) {
        const auto endpoint = parse_http_url(url);
        ASSERT_FALSE(endpoint) << url;
        EXPECT_EQ(endpoint.error().code, Errc::invalid_argument) << url;
        EXPECT_FALSE(endpoint.error().hint.empty()) << url;
    }
}

TEST(EndpointTest, NamesTheWayOutOfHttps) {
    const auto endpoint = parse_http_url("https://host:443");
    ASSERT_FALSE(endpoint);
    EXPECT_NE(endpoint.error().message.find("https"), std::string::npos);
    EXPECT_NE(endpoint.error().hint.find("TLS"), std::string::npos);
}

TEST(EndpointTest, DoesNotRepeatAPasswordInItsError) {
    const auto endpoint = parse_http_url("http://user:hunter2@host:80");
    ASSERT_FALSE(endpoint);
    EXPECT_EQ(describe(endpoint.error()).find("hunter2"), std::string::npos);
}

TEST(EndpointTest, ResolvesNumericAddressesWithoutALookUp) {
    const auto addresses = resolve({"127.0.0.1", "8000"});
    ASSERT_TRUE(addresses);
    ASSERT_EQ(addresses->size(), 1U);
    EXPECT_EQ(addresses->front().text, "127.0.0.1");
    EXPECT_EQ(addresses->front().storage.ss_family, AF_INET);
}

TEST(EndpointTest, SaysWhichHostItCannotResolve) {
    const auto addresses = resolve({"no such host", "8000"});
    ASSERT_FALSE(addresses);
    EXPECT_EQ(addresses.error().code, Errc::unavailable);
    EXPECT_EQ(addresses.error().where, "no such host:8000");
}

}  // namespace
}  // namespace sark::workloads
