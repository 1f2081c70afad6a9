#include "core/http/answers/health_answer.hpp"
#include "core/http/answers/json_answer.hpp"
#include "core/http/routes/routes.hpp"
#include "core/reference_core.hpp"

namespace sark::http {

namespace {

Answer readiness(ReferenceCore& core) {
    const ReferenceCore::Health health = core.check_health();
    return json_answer(readiness_json(health.database, health.redis, health.opa),
                       health.ready() ? 200 : 503);
}

Answer metrics(ReferenceCore& core) {
    Answer text = json_answer(core.metrics_text());
    text.content_type = "text/plain; version=0.0.4";
    return text;
}

}  // namespace

void add_health_routes(Router& router, ReferenceCore& core) {
    router.get("/health", [](const Request&) { return json_answer(health_json("healthy")); });
    router.get("/health/live", [](const Request&) { return json_answer(health_json("alive")); });
    router.get("/health/startup",
               [](const Request&) { return json_answer(health_json("started")); });
    router.get("/health/ready", [&core](const Request&) { return readiness(core); });
    // 200 also when something is away, as upstream: the body says what. /health/ready is the gate.
    router.get("/health/detailed", [&core](const Request&) {
        return json_answer(dependencies_json(core.check_dependencies()));
    });
    router.get("/metrics", [&core](const Request&) { return metrics(core); });
}

}  // namespace sark::http
