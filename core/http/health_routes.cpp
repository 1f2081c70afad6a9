#include "core/http/response_json.hpp"
#include "core/http/routes.hpp"
#include "core/reference_core.hpp"

namespace sark::http {

namespace {

Answer answer(std::string body) {
    Answer answer;
    answer.body = std::move(body);
    return answer;
}

Answer readiness(ReferenceCore& core) {
    const ReferenceCore::Health health = core.check_health();
    Answer ready = answer(readiness_json(health.database, health.redis, health.opa));
    ready.status = health.ready() ? 200 : 503;
    return ready;
}

Answer metrics(ReferenceCore& core) {
    Answer text = answer(core.metrics_text());
    text.content_type = "text/plain; version=0.0.4";
    return text;
}

}  // namespace

void add_health_routes(Router& router, ReferenceCore& core) {
    router.get("/health", [](const Request&) { return answer(health_json("healthy")); });
    router.get("/health/live", [](const Request&) { return answer(health_json("alive")); });
    router.get("/health/ready", [&core](const Request&) { return readiness(core); });
    router.get("/metrics", [&core](const Request&) { return metrics(core); });
}

}  // namespace sark::http
