#include "core/http/routes/routes.hpp"

namespace sark::http {

void add_routes(Router& router, ReferenceCore& core) {
    add_health_routes(router, core);
    add_server_routes(router, core);
    add_bulk_routes(router, core);
    add_tool_routes(router, core);
    add_policy_routes(router, core);
    add_gateway_routes(router, core);
    add_statistics_routes(router, core);
    add_export_routes(router, core);
}

}  // namespace sark::http
