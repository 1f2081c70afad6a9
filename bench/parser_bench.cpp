// What reading answers costs, and the documents that come in from outside.

#include <string>
#include <string_view>
#include <variant>

#include <benchmark/benchmark.h>

#include "core/http/requests/evaluation_request.hpp"
#include "scenarios/language/parser.hpp"
#include "workloads/drivers/http_response_parser.hpp"
#include "workloads/drivers/redis_reply_parser.hpp"

namespace {

using sark::workloads::HttpResponseParser;
using sark::workloads::RedisReplyParser;

/// As nginx answers `return 200` with 32 bytes.
constexpr std::string_view by_length =
    "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Sat, 21 Nov 2026 11:00:00 GMT\r\n"
    "Content-Type: application/json\r\nContent-Length: 32\r\nConnection: keep-alive\r\n\r\n"
    "{\"status\":\"ok\",\"answer\":\"yes !\"}";
constexpr std::string_view in_chunks =
    "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Sat, 21 Nov 2026 11:00:00 GMT\r\n"
    "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n"
    "10\r\n{\"status\":\"ok\",\"\r\n10\r\nanswer\":\"yes !\"}\r\n0\r\n\r\n";

void parse_http(benchmark::State& state, std::string_view response, std::size_t piece) {
    HttpResponseParser parser(4'096);
    for (auto _ : state) {
        parser.begin(false);
        auto result = HttpResponseParser::State::need_more;
        for (std::size_t at = 0; at < response.size(); at += piece)
            result = parser.feed(response.substr(at, piece));
        if (result != HttpResponseParser::State::complete) {
            state.SkipWithError("this response should be complete");
            return;
        }
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(response.size()) * state.iterations());
}
BENCHMARK_CAPTURE(parse_http, by_length, by_length, by_length.size());
BENCHMARK_CAPTURE(parse_http, in_chunks, in_chunks, in_chunks.size());
BENCHMARK_CAPTURE(parse_http, in_pieces_of_16, by_length, 16);

void parse_redis(benchmark::State& state, std::string_view reply) {
    RedisReplyParser parser(4'096);
    for (auto _ : state) {
        std::string_view bytes = reply;
        if (parser.feed(bytes) != RedisReplyParser::State::complete) {
            state.SkipWithError("this reply should be complete");
            return;
        }
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(reply.size()) * state.iterations());
}
BENCHMARK_CAPTURE(parse_redis, ok, "+OK\r\n");
BENCHMARK_CAPTURE(parse_redis, bulk_of_32, "$32\r\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n");

void parse_evaluation_request(benchmark::State& state, std::string_view body) {
    for (auto _ : state) {
        const auto parsed = sark::http::parse_evaluation(body);
        if (std::holds_alternative<sark::http::ValidationIssues>(parsed)) {
            state.SkipWithError("this request should be valid");
            return;
        }
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(body.size()) * state.iterations());
}
BENCHMARK_CAPTURE(parse_evaluation_request, plain,
                  R"({"user_id":"5f0c6a5e-7a3b-4c0e-9d67-2b8f7d1f6a01","action":"tool:invoke",)"
                  R"("tool":"tool-000000042"})");
// The same for the general reader: the plain one knows no server_id (plain_evaluations.hpp).
BENCHMARK_CAPTURE(parse_evaluation_request, general,
                  R"({"user_id":"5f0c6a5e-7a3b-4c0e-9d67-2b8f7d1f6a01","action":"tool:invoke",)"
                  R"("tool":"tool-000000042","server_id":null})");
BENCHMARK_CAPTURE(
    parse_evaluation_request, with_parameters,
    R"({"user_id":"5f0c6a5e-7a3b-4c0e-9d67-2b8f7d1f6a01","action":"tool:invoke",)"
    R"("tool":"tool-000000042","parameters":{"query":"select 1","limit":10,"nested":{"a":[1,2]}}})");

void parse_scenario_smoke(benchmark::State& state) {
    const auto smoke = sark::scenarios::find_scenario("smoke");
    if (!smoke) {
        state.SkipWithError(smoke.error().message.c_str());
        return;
    }
    for (auto _ : state) {
        const auto parsed = sark::scenarios::parse_scenario(smoke->text, smoke->source_name, {});
        if (std::holds_alternative<sark::scenarios::Faults>(parsed)) {
            state.SkipWithError("this scenario should be valid");
            return;
        }
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(smoke->text.size()) * state.iterations());
}
BENCHMARK(parse_scenario_smoke);

}  // namespace
