#pragma once

#include "core/http/router.hpp"

namespace sark {
class ReferenceCore;
}

namespace sark::http {

/// /health, /health/live, /health/ready, /metrics
void add_health_routes(Router& router, ReferenceCore& core);
/// POST and GET /api/v1/servers/, GET /api/v1/servers/{id}
void add_server_routes(Router& router, ReferenceCore& core);
/// POST /api/v1/policy/evaluate, /batch-evaluate and /invalidate
void add_policy_routes(Router& router, ReferenceCore& core);

}  // namespace sark::http
