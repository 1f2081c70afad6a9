#include "core/http/server/response_text.hpp"

#include <gtest/gtest.h>

namespace sark::http {
namespace {

std::string written(const Answer& answer, ResponseForm form = {}) {
    std::string out;
    append_response(out, answer, form, "today");
    return out;
}

Answer answer_of(int status, std::string body) {
    Answer answer;
    answer.status = status;
    answer.body = std::move(body);
    return answer;
}

TEST(ResponseTextTest, HasStatusDateTypeLengthAndBody) {
    EXPECT_EQ(written(answer_of(201, "{}")),
              "HTTP/1.1 201 Created\r\nDate: today\r\nContent-Type: application/json\r\n"
              "Content-Length: 2\r\n\r\n{}");
}

TEST(ResponseTextTest, AnEmptyBodyHasItsLength) {
    EXPECT_EQ(written(answer_of(200, "")),
              "HTTP/1.1 200 OK\r\nDate: today\r\nContent-Type: application/json\r\n"
              "Content-Length: 0\r\n\r\n");
}

TEST(ResponseTextTest, AHeadAnswerSaysTheLengthAndLeavesTheBodyOut) {
    EXPECT_EQ(written(answer_of(200, "body"), {true, false, false}),
              "HTTP/1.1 200 OK\r\nDate: today\r\nContent-Type: application/json\r\n"
              "Content-Length: 4\r\n\r\n");
}

TEST(ResponseTextTest, SomeStatusesHaveNoBody) {
    for (const int status : {204, 304}) {
        const std::string text = written(answer_of(status, "body"));
        EXPECT_EQ(text.find("Content-Length"), std::string::npos);
        EXPECT_TRUE(text.ends_with("\r\n\r\n"));
    }
}

TEST(ResponseTextTest, SaysWhatBecomesOfTheConnection) {
    EXPECT_NE(written(answer_of(200, ""), {false, true, true}).find("Connection: close\r\n"),
              std::string::npos);
    EXPECT_NE(written(answer_of(200, ""), {false, false, true}).find("Connection: keep-alive\r\n"),
              std::string::npos);
    EXPECT_EQ(written(answer_of(200, "")).find("Connection"), std::string::npos);
}

TEST(ResponseTextTest, AHeaderCannotBeginAnother) {
    Answer answer = answer_of(200, "");
    answer.headers = {{"X-Good", "1"}, {"X-Bad", "1\r\nSet-Cookie: a"}, {"X\nBad", "1"}};
    const std::string text = written(answer);
    EXPECT_NE(text.find("X-Good: 1\r\n"), std::string::npos);
    EXPECT_EQ(text.find("Set-Cookie"), std::string::npos);
    EXPECT_EQ(text.find("Bad"), std::string::npos);
}

TEST(ResponseTextTest, AnUnknownStatusIsStillAResponse) {
    EXPECT_TRUE(written(answer_of(299, "")).starts_with("HTTP/1.1 299 Unknown\r\n"));
    EXPECT_TRUE(written(answer_of(0, "")).starts_with("HTTP/1.1 100 Unknown\r\n"));
}

TEST(HttpDateTest, IsAsTheStandardWritesIt) {
    EXPECT_EQ(HttpDate::text(784'111'777), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(HttpDate::text(0), "Thu, 01 Jan 1970 00:00:00 GMT");
    HttpDate date;
    EXPECT_EQ(date.now().size(), 29U);
}

}  // namespace
}  // namespace sark::http
