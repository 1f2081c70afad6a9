// What every request to the reference core's API costs besides its handler: finding its route, and
// the id of its audit event.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>

#include "core/http/routes/route_table.hpp"
#include "core/http/routes/router.hpp"
#include "core/http/uuid.hpp"
#include "core/metrics/metrics.hpp"

namespace {

using namespace sark;

constexpr const char* evaluate = "/api/v1/policy/evaluate";
constexpr const char* detail = "/api/v1/servers/5f0c6a5e-7a3b-4c0e-9d67-2b8f7d1f6a01";

/// As many as the API has, and as alike.
constexpr std::array patterns = {
    "/health",
    "/health/live",
    "/health/ready",
    "/health/startup",
    "/health/detailed",
    "/metrics",
    "/api/v1/servers",
    "/api/v1/servers/{id}",
    "/api/v1/servers/{id}/status",
    "/api/v1/bulk/servers/register",
    "/api/v1/bulk/servers/status",
    "/api/v1/tools/{id}/sensitivity",
    "/api/v1/tools/{id}/sensitivity/history",
    "/api/v1/tools/sensitivity/{level}",
    "/api/v1/tools/statistics/sensitivity",
    "/api/v1/tools/detect-sensitivity",
    "/api/v1/tools/servers/{id}/tools/detect-all",
    "/api/v1/policy/evaluate",
    "/api/v1/policy/batch-evaluate",
    "/api/v1/policy/invalidate",
    "/api/v1/policy/list",
    "/api/v1/policy/validate",
    "/api/v1/gateway/authorize",
    "/api/v1/gateway/authorize-a2a",
    "/api/v1/gateway/servers",
    "/api/v1/gateway/tools",
    "/api/v1/gateway/audit",
    "/api/v1/metrics/summary",
    "/api/v1/metrics/{id}",
    "/api/v1/metrics/timeseries/servers",
    "/api/v1/export",
    "/api/v1/export/servers.csv",
    "/api/v1/export/servers.json",
    "/api/v1/export/tools.csv",
    "/api/v1/export/tools.json",
};

void route_find(benchmark::State& state, std::string_view path, bool is_served) {
    http::RouteTable table;
    for (std::size_t i = 0; i < patterns.size(); ++i) table.add("GET", patterns[i], i);
    std::vector<std::string_view> captures;
    if (table.find("GET", path, captures).has_value() != is_served)
        state.SkipWithError("these routes are not what they should be");
    for (auto _ : state) {
        captures.clear();
        benchmark::DoNotOptimize(table.find("GET", path, captures));
    }
}
BENCHMARK_CAPTURE(route_find, written_out, evaluate, true);
BENCHMARK_CAPTURE(route_find, named, detail, true);
BENCHMARK_CAPTURE(route_find, none, "/api/v2/policy/evaluate", false);

/// Everything around a handler that does nothing: the route, Server-Timing, the metrics.
void router_answer(benchmark::State& state) {
    Metrics metrics;
    http::Slowdown slowdown(0.0);
    http::Router router(metrics, slowdown);
    for (const char* const pattern : patterns)
        router.get(pattern, [](const http::Request&) { return http::Answer(); });
    http::Request request;
    request.method = "GET";
    request.path = evaluate;
    for (auto _ : state) benchmark::DoNotOptimize(router.answer(request));
}
BENCHMARK(router_answer);

void uuid_random(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(http::random_uuid());
}
BENCHMARK(uuid_random)->Threads(1)->Threads(2);

}  // namespace
