#include "scenarios/doctor/api/api_examination.hpp"

#include <algorithm>
#include <map>
#include <string>

#include <gtest/gtest.h>

namespace sark::scenarios::doctor {
namespace {

/// An API that keeps the contract; tests break it where they like.
class ApiExaminationTest : public ::testing::Test {
 protected:
    Examination examined() {
        return examine_api([this](const ApiQuestion& question) { return answer(question); });
    }
    Answer answered(const std::string& name) {
        const Examination examination = examined();
        const auto found = std::ranges::find(examination.answers, name, &Answer::name);
        EXPECT_NE(found, examination.answers.end()) << name;
        return found == examination.answers.end() ? Answer() : *found;
    }
    Result<ApiReading> answer(const ApiQuestion& question) {
        if (is_away)
            return Error{Errc::unavailable, "nobody answers", "api", ""};
        ApiReading reading;
        reading.status = status_of(question);
        reading.headers = {
            {"x-cache", "MISS"}, {"X-RateLimit-Remaining", "9"}, {"Server-Timing", "app;dur=1"}};
        if (without_header)
            reading.headers.clear();
        const bool is_anew = std::ranges::any_of(
            question.headers, [](const auto& header) { return header.first == "Cache-Control"; });
        if (caches && !is_anew)
            reading.headers = {{"X-Cache", "HIT"}, {"Server-Timing", "app;dur=1"}};
        if (question.path == "/metrics")
            reading.body = std::string(5'000, 'm');
        if (question.path == "/health/ready")
            reading.body = ready_body;
        if (reading.status == 401)
            reading.body = R"({"detail": "x", "error_type": "authentication_error"})";
        for (const auto& [name, value] : question.headers)
            if (packs && name == "Accept-Encoding" && (value == "gzip" || ignores_weights))
                reading.headers.emplace_back("content-encoding", "gzip");
        return reading;
    }
    int status_of(const ApiQuestion& question) {
        if (const auto special = statuses.find(question.path); special != statuses.end())
            return special->second;
        const bool is_closed = closed || question.anonymous;
        if (is_closed && question.path.starts_with("/api/"))
            return 401;
        const std::string& path = question.path;
        if (path.find("cursor=nonsense") != std::string::npos)
            return 400;
        if (path.find("page=0") != std::string::npos)
            return 422;
        if (path.find("00000000-") != std::string::npos)
            return 404;
        return 200;
    }

    std::map<std::string, int> statuses;
    std::string ready_body = R"({"ready": true})";
    bool closed = false;
    bool packs = true;
    bool ignores_weights = false;
    bool without_header = false;
    bool caches = false;
    bool is_away = false;
};

TEST_F(ApiExaminationTest, AnApiThatKeepsTheContractHasNoDifferences) {
    for (const Answer& one : examined().answers) EXPECT_EQ(one.verdict, Verdict::yes) << one.name;
}

TEST_F(ApiExaminationTest, AMissingRouteIsNamed) {
    statuses["/api/v1/policy/batch-evaluate"] = 404;
    const Answer routes = answered("api_routes");
    EXPECT_EQ(routes.verdict, Verdict::no);
    ASSERT_EQ(routes.evidence.rows.size(), 1U);
    EXPECT_EQ(routes.evidence.rows[0][1], "/api/v1/policy/batch-evaluate");
    EXPECT_FALSE(routes.mend.empty());
}

TEST_F(ApiExaminationTest, ARouteThatTakesPostIsThere) {
    statuses["/api/v1/policy/evaluate"] = 405;
    EXPECT_EQ(answered("api_routes").verdict, Verdict::yes);
}

TEST_F(ApiExaminationTest, ARedirectionForASlashIsADifference) {
    statuses["/api/v1/servers"] = 307;
    EXPECT_EQ(answered("api_trailing_slash").verdict, Verdict::no);
}

TEST_F(ApiExaminationTest, GzipIsWhatTheClientAccepts) {
    packs = false;
    EXPECT_EQ(answered("api_gzip").verdict, Verdict::no);
    packs = true;
    ignores_weights = true;
    EXPECT_EQ(answered("api_gzip").verdict, Verdict::no);
}

TEST_F(ApiExaminationTest, MissingHeadersAreDifferences) {
    without_header = true;
    for (const char* const name : {"api_response_cache", "api_rate_limit", "api_server_timing"})
        EXPECT_EQ(answered(name).verdict, Verdict::no) << name;
}

TEST_F(ApiExaminationTest, AnAnswerFromTheCacheHidesNoRateLimit) {
    caches = true;
    EXPECT_EQ(answered("api_response_cache").verdict, Verdict::yes);
    EXPECT_EQ(answered("api_rate_limit").verdict, Verdict::yes);
}

TEST_F(ApiExaminationTest, ReadinessThatIsAlways200IsADifference) {
    ready_body = R"({"ready": false})";
    EXPECT_EQ(answered("api_readiness").verdict, Verdict::no);
    statuses["/health/ready"] = 503;
    EXPECT_EQ(answered("api_readiness").verdict, Verdict::yes);
    ready_body = "ok";
    EXPECT_EQ(answered("api_readiness").verdict, Verdict::no);
}

TEST_F(ApiExaminationTest, WhatIsIgnoredIsNotRefused) {
    statuses["/api/v1/servers/?cursor=nonsense"] = 200;
    statuses["/api/v1/servers/?page=0&page_size=1"] = 200;
    EXPECT_EQ(answered("api_bad_cursor").verdict, Verdict::no);
    EXPECT_EQ(answered("api_pages").verdict, Verdict::no);
}

TEST_F(ApiExaminationTest, AnOpenApiIsADifference) {
    statuses["/api/v1/servers/"] = 200;
    EXPECT_EQ(answered("api_authentication").verdict, Verdict::no);
}

TEST_F(ApiExaminationTest, WithoutCredentialsMuchCannotBeTold) {
    closed = true;
    for (const char* const name : {"api_routes", "api_trailing_slash", "api_bad_cursor"}) {
        EXPECT_EQ(answered(name).verdict, Verdict::unknown) << name;
        EXPECT_NE(answered(name).mend.find("--token-file"), std::string::npos) << name;
    }
    EXPECT_EQ(answered("api_authentication").verdict, Verdict::yes);
}

TEST_F(ApiExaminationTest, AnApiThatGoesAwayCannotBeTold) {
    is_away = true;
    for (const Answer& one : examined().answers)
        EXPECT_EQ(one.verdict, Verdict::unknown) << one.name;
}

}  // namespace
}  // namespace sark::scenarios::doctor
