#include <string>

#include "tests/integration/api/api_fixture.hpp"

namespace sark::test {
namespace {

using CompressionApiTest = ApiTest;

const std::string metrics = "/metrics";  // well beyond 1,000 bytes

std::string text_of(const httplib::Result& answer) {
    return answer ? answer->body : "no response";
}

TEST_F(CompressionApiTest, WhoTakesGzipGetsItOnce) {
    start();
    auto plain = client();
    plain.set_decompress(false);
    const auto packed = plain.Get(metrics, {{"Accept-Encoding", "gzip"}});
    ASSERT_TRUE(packed);
    EXPECT_EQ(packed->get_header_value("Content-Encoding"), "gzip");
    EXPECT_EQ(packed->get_header_value_count("Content-Encoding"), 1U);
    EXPECT_EQ(packed->get_header_value("Vary"), "Accept-Encoding");
    EXPECT_EQ(packed->body.substr(0, 2), "\x1f\x8b");
    // httplib unpacks it itself: what comes out is the text.
    EXPECT_THAT(text_of(client().Get(metrics, {{"Accept-Encoding", "gzip"}})),
                ::testing::HasSubstr("sark_http_requests_total"));
}

TEST_F(CompressionApiTest, WhoRefusesItGetsTheText) {
    start();
    for (const char* const accepts : {"identity", "gzip;q=0", "br"}) {
        const auto answer = client().Get(metrics, {{"Accept-Encoding", accepts}});
        EXPECT_FALSE(answer->has_header("Content-Encoding")) << accepts;
        EXPECT_THAT(answer->body, ::testing::HasSubstr("sark_policy_evaluations_total"));
    }
}

TEST_F(CompressionApiTest, SmallAnswersStayAsTheyAre) {
    start();
    const auto answer = client().Get("/health/", {{"Accept-Encoding", "gzip, br"}});
    EXPECT_FALSE(answer->has_header("Content-Encoding"));
    EXPECT_EQ(body_of(answer).value("status", ""), "healthy");
}

TEST_F(CompressionApiTest, CanBeSwitchedOff) {
    guards.gzip = false;
    start();
    EXPECT_FALSE(
        client().Get(metrics, {{"Accept-Encoding", "gzip"}})->has_header("Content-Encoding"));
}

}  // namespace
}  // namespace sark::test
