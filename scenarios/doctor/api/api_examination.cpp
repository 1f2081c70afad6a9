#include "scenarios/doctor/api/api_examination.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "scenarios/doctor/check.hpp"

namespace sark::scenarios::doctor {
namespace {

using nlohmann::json;

constexpr const char* list_path = "/api/v1/servers/";
constexpr std::size_t gzip_from = 1'000;

/// A point of the contract as data.
struct Point {
    const char* name;
    std::vector<std::string> ids;
    const char* question;
    const char* mend;
    Result<Judgement> (*judge)(const ReadApi& read);
};

bool is_refused(const ApiReading& reading) {
    return reading.status == 401 || reading.status == 403;
}

Judgement needs_credentials() {
    return cannot_tell("it refuses who is not known", {},
                       "give --jwt-secret-file, --token-file or --api-key-file");
}

/// The body as JSON; discarded when it is none.
json body_of(const ApiReading& reading) {
    return json::parse(reading.body, nullptr, false);
}

Judgement told(bool is_yes, std::string why) {
    return is_yes ? yes(std::move(why), {}) : no(std::move(why), {});
}

/// Every route that a scenario may use: GET on one that takes POST is refused with 405, which
/// shows that it is there and changes nothing.
constexpr std::array<std::pair<const char*, const char*>, 14> routes = {{
    {"GET", "/health/"},
    {"GET", "/health/live"},
    {"GET", "/health/ready"},
    {"GET", "/health/detailed"},
    {"GET", "/metrics"},
    {"GET", "/api/v1/servers/"},
    {"GET", "/api/v1/policy/list"},
    {"GET", "/api/v1/metrics/summary"},
    {"GET", "/api/v1/export/servers.json"},
    {"POST", "/api/v1/policy/evaluate"},
    {"POST", "/api/v1/policy/batch-evaluate"},
    {"POST", "/api/v1/bulk/servers/register"},
    {"PATCH", "/api/v1/bulk/servers/status"},
    {"POST", "/api/v1/gateway/authorize"},
}};

Result<Judgement> judge_routes(const ReadApi& read) {
    Evidence evidence;
    evidence.columns = {"method", "path", "GET answered"};
    bool any_refused = false;
    for (const auto& [method, path] : routes) {
        const auto reading = read({path});
        if (!reading)
            return reading.error();
        any_refused = any_refused || is_refused(*reading);
        if (reading->status == 404)
            evidence.rows.push_back({method, path, std::to_string(reading->status)});
    }
    if (!evidence.rows.empty())
        return no(fmt::format("{} of {} routes are not there", evidence.rows.size(), routes.size()),
                  std::move(evidence));
    return any_refused ? needs_credentials()
                       : yes(fmt::format("all {} routes are there", routes.size()), {});
}

Result<Judgement> judge_slash(const ReadApi& read) {
    const auto reading = read({"/api/v1/servers"});
    if (!reading)
        return reading.error();
    if (is_refused(*reading))
        return needs_credentials();
    if (reading->status >= 300 && reading->status < 400)
        return no(fmt::format("GET /api/v1/servers is answered {} to {}", reading->status,
                              reading->header("Location").value_or("nowhere")),
                  {});
    return told(reading->status == 200,
                fmt::format("GET /api/v1/servers is answered {}", reading->status));
}

Result<Judgement> judge_gzip(const ReadApi& read) {
    const auto plain = read({"/metrics"});
    if (!plain)
        return plain.error();
    if (plain->status != 200 || plain->body.size() <= gzip_from)
        return cannot_tell(fmt::format("/metrics has no answer of more than {} bytes", gzip_from),
                           {});
    const auto packed = read({"/metrics", {{"Accept-Encoding", "gzip"}}});
    if (!packed)
        return packed.error();
    if (packed->header("Content-Encoding").value_or("") != "gzip")
        return no(fmt::format("{} bytes come as they are", plain->body.size()), {});
    const auto refused = read({"/metrics", {{"Accept-Encoding", "gzip;q=0"}}});
    if (!refused)
        return refused.error();
    return told(
        !refused->header("Content-Encoding"),
        refused->header("Content-Encoding")
            ? "who refuses gzip (q=0) gets it all the same"
            : fmt::format("{} bytes instead of {}", packed->body.size(), plain->body.size()));
}

/// Whether the list of servers comes with this header.
Result<Judgement> judge_header(const ReadApi& read, const char* name,
                               ApiQuestion question = {list_path}) {
    const auto reading = read(question);
    if (!reading)
        return reading.error();
    if (is_refused(*reading))
        return needs_credentials();
    const auto value = reading->header(name);
    return told(value.has_value(), value ? fmt::format("{}: {}", name, *value)
                                         : fmt::format("the list of servers has no {}", name));
}

Result<Judgement> judge_cache(const ReadApi& read) {
    return judge_header(read, "X-Cache");
}
Result<Judgement> judge_rate_limit(const ReadApi& read) {
    // What comes from the response cache costs no budget, and says nothing of one.
    return judge_header(read, "X-RateLimit-Remaining",
                        {list_path, {{"Cache-Control", "no-cache"}}});
}
Result<Judgement> judge_timing(const ReadApi& read) {
    return judge_header(read, "Server-Timing");
}

Result<Judgement> judge_readiness(const ReadApi& read) {
    const auto reading = read({"/health/ready"});
    if (!reading)
        return reading.error();
    const json body = body_of(*reading);
    if (!body.is_object() || !body.contains("ready") || !body["ready"].is_boolean())
        return no(fmt::format("answered {} without saying \"ready\"", reading->status), {});
    const bool is_ready = body["ready"].get<bool>();
    return told(is_ready == (reading->status == 200),
                fmt::format("answered {} with ready {}", reading->status, is_ready));
}

/// A request that the contract refuses with `status`.
Result<Judgement> judge_refusal(const ReadApi& read, const std::string& path, int status) {
    const auto reading = read({path});
    if (!reading)
        return reading.error();
    if (is_refused(*reading))
        return needs_credentials();
    return told(reading->status == status,
                fmt::format("GET {} is answered {}", path, reading->status));
}

Result<Judgement> judge_cursor(const ReadApi& read) {
    return judge_refusal(read, "/api/v1/servers/?cursor=nonsense", 400);
}
Result<Judgement> judge_pages(const ReadApi& read) {
    return judge_refusal(read, "/api/v1/servers/?page=0&page_size=1", 422);
}
Result<Judgement> judge_absent(const ReadApi& read) {
    return judge_refusal(read, "/api/v1/servers/00000000-0000-0000-0000-000000000000", 404);
}

Result<Judgement> judge_strangers(const ReadApi& read) {
    const auto reading = read({list_path, {}, true});
    if (!reading)
        return reading.error();
    if (reading->status != 401)
        return no(fmt::format("a request without credentials is answered {}", reading->status), {});
    const json body = body_of(*reading);
    const bool is_told = body.is_object() && body.contains("detail") &&
                         body.value("error_type", "") == "authentication_error";
    return told(is_told, is_told ? "401 with detail and error_type"
                                 : "401, but not with {\"detail\", \"error_type\"}");
}

const std::vector<Point>& contract() {
    static const std::vector<Point> points = {
        {"api_routes",
         {"S003-API-02"},
         "Are all routes there?",
         "leave out the scenarios that use the missing ones",
         judge_routes},
        {"api_trailing_slash",
         {},
         "Are paths served without a slash at their end?",
         "write paths with it: a redirection costs a round trip, and clients turn POST into GET",
         judge_slash},
        {"api_gzip",
         {"S003-API-03"},
         "Are answers beyond 1,000 bytes packed for who accepts it?",
         "add the compression that the documents describe",
         judge_gzip},
        {"api_response_cache",
         {"S002-RC-02"},
         "Does it say what came from the response cache?",
         "nothing is cached: expect the figures without a cache",
         judge_cache},
        {"api_rate_limit",
         {},
         "Does it say what is left of the rate limit?",
         "nothing is limited, or nobody with these credentials: administrators are not",
         judge_rate_limit},
        {"api_server_timing",
         {"S003-SLA-23"},
         "Does it say how long the server itself took?",
         "rows about server-side time stay without data",
         judge_timing},
        {"api_readiness",
         {},
         "Does the status of /health/ready say what its body says?",
         "do not gate a run or a deployment on it",
         judge_readiness},
        {"api_bad_cursor",
         {},
         "Is a cursor that is none refused?",
         "a client that garbles its cursor starts again at the first page, for ever",
         judge_cursor},
        {"api_pages",
         {"S003-API-04"},
         "Does it know page and page_size?",
         "use the cursor: page depth cannot be measured",
         judge_pages},
        {"api_absent_server",
         {},
         "Is a server that does not exist answered 404?",
         "look at what it answers before counting errors",
         judge_absent},
        {"api_authentication",
         {},
         "Is who is not known refused as documented?",
         "close it, or keep it where nobody can reach it",
         judge_strangers},
    };
    return points;
}

}  // namespace

Examination examine_api(const ReadApi& read) {
    Examination examination;
    examination.title = "API";
    for (const Point& point : contract()) {
        auto judged = point.judge(read);
        Answer answer;
        answer.name = point.name;
        answer.ids = point.ids;
        answer.question = point.question;
        if (!judged)
            judged = cannot_tell(judged.error().message, {}, judged.error().hint);
        answer.verdict = judged->verdict;
        answer.why = std::move(judged->why);
        answer.evidence = std::move(judged->evidence);
        answer.mend = std::move(judged->mend);
        if (answer.verdict == Verdict::no && answer.mend.empty())
            answer.mend = point.mend;
        examination.answers.push_back(std::move(answer));
    }
    return examination;
}

}  // namespace sark::scenarios::doctor
