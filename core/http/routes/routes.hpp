#pragma once

#include "core/http/routes/router.hpp"

namespace sark {
class ReferenceCore;
}

namespace sark::http {

// Every route of SARK's API that the reference core serves; parameters, codes and what differs from
// upstream are in docs/api.md.

/// All of those below.
void add_routes(Router& router, ReferenceCore& core);

/// /health, /health/live, /health/startup, /health/ready, /health/detailed, /metrics
void add_health_routes(Router& router, ReferenceCore& core);
/// /api/v1/servers/…
void add_server_routes(Router& router, ReferenceCore& core);
/// /api/v1/bulk/servers/…
void add_bulk_routes(Router& router, ReferenceCore& core);
/// /api/v1/tools/…
void add_tool_routes(Router& router, ReferenceCore& core);
/// /api/v1/policy/…
void add_policy_routes(Router& router, ReferenceCore& core);
/// /api/v1/gateway/…
void add_gateway_routes(Router& router, ReferenceCore& core);
/// /api/v1/metrics/…
void add_statistics_routes(Router& router, ReferenceCore& core);
/// /api/v1/export/…
void add_export_routes(Router& router, ReferenceCore& core);

}  // namespace sark::http
