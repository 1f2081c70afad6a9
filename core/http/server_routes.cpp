#include <chrono>
#include <optional>
#include <utility>

#include "core/base/time.hpp"
#include "core/http/response_json.hpp"
#include "core/http/routes.hpp"
#include "core/http/uuid.hpp"
#include "core/metrics/metrics.hpp"
#include "core/policy/fact_source.hpp"
#include "core/policy/policy_service.hpp"
#include "core/reference_core.hpp"

namespace sark::http {

namespace {

/// Calls the registry and times the call.
template <class Call>
auto timed(ReferenceCore& core, DbQuery query, const Call& call) {
    const auto began = std::chrono::steady_clock::now();
    auto result = call();
    core.metrics().observe_query(query, std::chrono::steady_clock::now() - began);
    return result;
}

void audit_registration(ReferenceCore& core, const Server& server, const std::string& id,
                        std::string_view client) {
    AuditEvent event;
    event.event_id = random_uuid();
    event.time = SystemTime().utc_now();
    event.event_type = "server_registered";
    event.resource_type = "server";
    event.resource_id = id;
    event.action = "server:register";
    event.status = "success";
    if (!client.empty())
        event.ip_address = std::string(client);
    event.details_json = registration_details_json(server);
    // A full queue is the writer's to count; the server is registered all the same.
    (void)core.audit().append(std::move(event));
}

Answer register_server(ReferenceCore& core, const Request& request) {
    const auto parsed = parse_registration(request.body);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    const Server& server = std::get<Server>(parsed);
    const auto id =
        timed(core, DbQuery::insert_server, [&] { return core.servers().register_server(server); });
    if (!id)
        return refusal(id.error());
    // Another server may have had a tool of that name, at another sensitivity.
    for (const Tool& tool : server.tools) core.policy().forget_tool(tool.name);
    audit_registration(core, server, *id, request.remote_address);
    Answer answer;
    answer.status = 201;
    answer.body = registered_json(*id);
    return answer;
}

Answer list_servers(ReferenceCore& core, const Request& request) {
    const auto parsed = parse_list(request.parameter("limit"), request.parameter("cursor"),
                                   request.parameter("status"));
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    const ListRequest& list = std::get<ListRequest>(parsed);
    const auto page = timed(core, DbQuery::list_servers, [&] {
        return core.servers().list(list.limit, list.cursor, list.status);
    });
    if (!page) {
        // Limit and status are checked already: what is left to refuse is the cursor.
        if (page.error().code == Errc::invalid_argument)
            return refusal(400, "Invalid cursor");
        return refusal(page.error());
    }
    Answer answer;
    answer.body = page_json(*page);
    return answer;
}

Answer get_server(ReferenceCore& core, const Request& request) {
    const std::string id(request.captures.at(0));
    if (!is_uuid(id))
        return refusal(ValidationIssues{{{"path", "server_id"}, "must be a UUID"}});
    const auto server =
        timed(core, DbQuery::select_server, [&] { return core.servers().server_by_id(id); });
    if (!server)
        return is_absent(server.error()) ? refusal(404, "Server not found")
                                         : refusal(server.error());
    Answer answer;
    answer.body = server_json(*server);
    return answer;
}

}  // namespace

void add_server_routes(Router& router, ReferenceCore& core) {
    router.get("/api/v1/servers/{id}",
               [&core](const Request& request) { return get_server(core, request); });
    router.get("/api/v1/servers/",
               [&core](const Request& request) { return list_servers(core, request); });
    router.post("/api/v1/servers/",
                [&core](const Request& request) { return register_server(core, request); });
}

}  // namespace sark::http
