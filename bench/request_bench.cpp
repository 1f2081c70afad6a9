// What writing the next request costs: HTTP with a JSON body, a Redis command.

#include <string>

#include <benchmark/benchmark.h>

#include "workloads/drivers/http_request.hpp"
#include "workloads/drivers/redis_command.hpp"

namespace {

using namespace sark::workloads;

RequestContext context() {
    RequestContext made;
    made.run_id = "20261121T073820Z-1f3a";
    return made;
}

ParameterSpec key(std::string name, Entity entity, KeyParameter::Form form,
                  Distribution::Kind kind) {
    return {std::move(name), KeyParameter{entity, 1'000, {kind, 0.99}, form}};
}

OperationSpec get_by_id() {
    OperationSpec operation;
    operation.name = "detail";
    operation.parameters = {
        key("server", Entity::server, KeyParameter::Form::id, Distribution::Kind::zipfian)};
    HttpOperation http;
    http.path = "/api/v1/servers/${server}";
    operation.request = http;
    return operation;
}

/// Four values in a JSON body of 189 bytes, two of them UUIDs.
OperationSpec post_json() {
    OperationSpec operation;
    operation.name = "evaluate";
    operation.parameters = {
        key("user", Entity::user, KeyParameter::Form::id, Distribution::Kind::uniform),
        key("tool", Entity::tool, KeyParameter::Form::name, Distribution::Kind::zipfian),
        {"call", UniqueParameter{UniqueParameter::Form::uuid, ""}},
        {"n", IntegerParameter{0, 999'999, {}}}};
    HttpOperation http;
    http.method = "POST";
    http.path = "/api/v1/policy/evaluate";
    http.headers = {{"Content-Type", "application/json"}};
    http.body = R"({"user_id":"${user}","action":"tool:invoke","tool":"${tool}",)"
                R"("parameters":{"call":"${call}","n":${n}},"source":"bench"})";
    operation.request = http;
    return operation;
}

void render_http(benchmark::State& state, OperationSpec operation) {
    const auto request = HttpRequest::compile(operation, context(), "127.0.0.1:8000");
    if (!request) {
        state.SkipWithError(request.error().message.c_str());
        return;
    }
    std::string body;
    std::string message;
    body.reserve(request->longest_body());
    message.reserve(request->longest_message());
    std::uint64_t index = 0;
    for (auto _ : state) {
        request->render({0, index++}, body, message);
        benchmark::DoNotOptimize(message.data());
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(message.size()) * state.iterations());
}
BENCHMARK_CAPTURE(render_http, get_by_id, get_by_id());
BENCHMARK_CAPTURE(render_http, post_json, post_json());

void render_redis_get(benchmark::State& state) {
    OperationSpec operation;
    operation.name = "get";
    operation.parameters = {{"n", IntegerParameter{10'000, 99'999, {}}}};
    operation.request = RedisOperation{{"GET", "key:0000000${n}"}, RedisOperation::Expect::any, ""};
    const auto command = RedisCommand::compile(operation, context());
    if (!command) {
        state.SkipWithError(command.error().message.c_str());
        return;
    }
    std::string word;
    std::string message;
    word.reserve(command->longest_word());
    message.reserve(command->longest_message());
    std::uint64_t index = 0;
    for (auto _ : state) {
        message.clear();
        command->append({0, index++}, word, message);
        benchmark::DoNotOptimize(message.data());
    }
}
BENCHMARK(render_redis_get);

}  // namespace
