#include "core/http/routes/router.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace sark::http {
namespace {

class RouterTest : public ::testing::Test {
 protected:
    Answer ask(std::string_view method, std::string_view path) {
        Request request;
        request.method = method;
        request.path = path;
        return router.answer(request);
    }
    static Router::Handler says(std::string text) {
        return [text](const Request&) {
            Answer answer;
            answer.body = text;
            return answer;
        };
    }
    static std::string header(const Answer& answer, std::string_view name) {
        for (const auto& [key, value] : answer.headers)
            if (key == name)
                return value;
        return "(none)";
    }

    Metrics metrics;
    Slowdown slowdown{0.0};
    Router router{metrics, slowdown};
};

TEST_F(RouterTest, APathIsServedWithAndWithoutASlashAtItsEnd) {
    router.get("/servers/", says("all"));
    EXPECT_EQ(ask("GET", "/servers").body, "all");
    EXPECT_EQ(ask("GET", "/servers/").body, "all");
    EXPECT_EQ(ask("GET", "/servers//").status, 404);
    EXPECT_EQ(ask("GET", "servers").status, 404);
}

TEST_F(RouterTest, ANameStandsForOneSegmentThatIsNotEmpty) {
    router.get("/servers/{id}/tools/{tool}", [](const Request& request) {
        Answer answer;
        answer.body =
            std::string(request.captures.at(0)) + "+" + std::string(request.captures.at(1));
        return answer;
    });
    EXPECT_EQ(ask("GET", "/servers/a/tools/b").body, "a+b");
    EXPECT_EQ(ask("GET", "/servers/a/tools/b/").body, "a+b");
    EXPECT_EQ(ask("GET", "/servers//tools/b").status, 404);
    EXPECT_EQ(ask("GET", "/servers/a/tools").status, 404);
    EXPECT_EQ(ask("GET", "/servers/a/tools/b/c").status, 404);
}

TEST_F(RouterTest, WhatIsWrittenOutGoesBeforeAName) {
    router.get("/tools/{id}", says("one"));
    router.get("/tools/statistics", says("statistics"));
    router.get("/tools/{id}/history", says("history"));
    EXPECT_EQ(ask("GET", "/tools/statistics").body, "statistics");
    EXPECT_EQ(ask("GET", "/tools/7").body, "one");
    EXPECT_EQ(ask("GET", "/tools/statistics/history").body, "history");
}

TEST_F(RouterTest, AnotherMethodIsRefusedWithThoseThatAreServed) {
    router.get("/servers", says("all"));
    router.post("/servers", says("made"));
    const Answer refused = ask("DELETE", "/servers");
    EXPECT_EQ(refused.status, 405);
    EXPECT_EQ(header(refused, "Allow"), "GET, POST");
    EXPECT_EQ(ask("HEAD", "/servers").status, 200);
}

TEST_F(RouterTest, AnUnknownPathIsCountedUnderOther) {
    EXPECT_EQ(ask("GET", "/nothing").body, R"({"detail":"Not Found"})");
    EXPECT_NE(metrics.render({}).find(R"(endpoint="other",method="any",status="404"} 1)"),
              std::string::npos);
}

TEST_F(RouterTest, AnExceptionIsAPlain500) {
    router.get("/", [](const Request&) -> Answer { throw std::runtime_error("a password"); });
    const Answer answer = ask("GET", "/");
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.body, R"({"detail":"Internal Server Error"})");
    EXPECT_TRUE(header(answer, "Server-Timing").starts_with("app;dur="));
}

TEST_F(RouterTest, ALateAnswerCountsAsWhatItsClientWasTold) {
    router.get("/servers", says("all"));
    AnswerClaim claim;
    claim.open(1);
    ASSERT_TRUE(claim.give_up(1));
    Request request;
    request.method = "GET";
    request.path = "/servers";
    request.claim = &claim;
    (void)router.answer(request);
    claim.open(1);
    (void)router.answer(request);
    const std::string text = metrics.render({});
    EXPECT_NE(text.find(R"(endpoint="/servers",method="GET",status="504"} 1)"), std::string::npos);
    EXPECT_NE(text.find(R"(endpoint="/servers",method="GET",status="200"} 1)"), std::string::npos);
}

TEST_F(RouterTest, WhoIsGivenUpIsToldSoAndHowLongItTook) {
    const Answer answer = router.give_up(std::chrono::microseconds(1'234'567), true);
    EXPECT_EQ(answer.status, 504);
    EXPECT_EQ(answer.body, R"({"detail":"The request was not answered in time"})");
    EXPECT_EQ(header(answer, "Server-Timing"), "app;dur=1234.567");
    EXPECT_EQ(header(router.give_up(std::chrono::nanoseconds(7'600), true), "Server-Timing"),
              "app;dur=0.008");
    EXPECT_EQ(metrics.guards().read().given_up, 2U);
    EXPECT_EQ(metrics.render({}).find(R"(status="504")"), std::string::npos)
        << "its handler will be counted";
    (void)router.give_up(std::chrono::seconds(1), false);
    EXPECT_NE(metrics.render({}).find(R"(endpoint="other",method="any",status="504"} 1)"),
              std::string::npos);
}

TEST(RequestTest, HeadersAreFoundInAnyCaseAndAbsentOnesAreAbsent) {
    Request request;
    request.headers = {{"X-Cache", "HIT"}, {"x-cache", "MISS"}};
    EXPECT_EQ(request.header("x-CACHE"), "HIT");
    EXPECT_FALSE(request.header("X-Cach").has_value());
    EXPECT_FALSE(request.parameter("page").has_value());
}

/// Writes its name down on the way in and on the way out.
class Diary final : public Filter {
 public:
    Diary(std::string name, std::string& diary) : name_(std::move(name)), diary_(diary) {}
    Answer answer(Request& request, const Rest& rest) override {
        diary_ += name_ + "(";
        Answer answer = rest.answer(request);
        diary_ += ")" + name_ + std::to_string(answer.status);
        return answer;
    }

 private:
    std::string name_;
    std::string& diary_;
};

TEST_F(RouterTest, FiltersStandInTheirOrderAroundEveryPath) {
    std::string diary;
    router.add(std::make_unique<Diary>("a", diary));
    router.add(std::make_unique<Diary>("b", diary));
    router.get("/servers", says("all"));
    EXPECT_EQ(ask("GET", "/servers").body, "all");
    EXPECT_EQ(diary, "a(b()b200)a200");
    diary.clear();
    EXPECT_EQ(ask("GET", "/nothing").status, 404);
    EXPECT_EQ(diary, "a(b()b404)a404");
}

TEST_F(RouterTest, AFilterSeesAHandlerThatThrowsAs500) {
    std::string diary;
    router.add(std::make_unique<Diary>("a", diary));
    router.get("/servers", [](const Request&) -> Answer { throw std::runtime_error("secret"); });
    EXPECT_EQ(ask("GET", "/servers").status, 500);
    EXPECT_EQ(diary, "a()a500");
}

/// Answers itself, or throws when it has nothing to answer with.
class Doorkeeper final : public Filter {
 public:
    explicit Doorkeeper(int status) : status_(status) {}
    Answer answer(Request&, const Rest&) override {
        if (status_ == 0)
            throw std::runtime_error("secret");
        return refusal(status_);
    }

 private:
    int status_;
};

TEST_F(RouterTest, AFilterThatRefusesKeepsTheHandlerFromBeingAsked) {
    router.add(std::make_unique<Doorkeeper>(401));
    router.get("/servers", says("all"));
    EXPECT_EQ(ask("GET", "/servers").status, 401);
    EXPECT_NE(metrics.render({}).find(R"(endpoint="/servers",method="GET",status="401"} 1)"),
              std::string::npos);
}

TEST_F(RouterTest, AFilterThatThrowsIsAPlain500) {
    router.add(std::make_unique<Doorkeeper>(0));
    router.get("/servers", says("all"));
    EXPECT_EQ(ask("GET", "/servers").body, R"({"detail":"Internal Server Error"})");
}

}  // namespace
}  // namespace sark::http
