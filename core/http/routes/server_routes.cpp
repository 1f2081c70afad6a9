#include <optional>
#include <utility>

#include "core/http/answers/json_answer.hpp"
#include "core/http/answers/server_answer.hpp"
#include "core/http/audit_trail.hpp"
#include "core/http/authority.hpp"
#include "core/http/requests/list_request.hpp"
#include "core/http/requests/registration_request.hpp"
#include "core/http/routes/routes.hpp"
#include "core/http/timed_query.hpp"
#include "core/http/uuid.hpp"
#include "core/policy/fact_source.hpp"
#include "core/policy/policy_service.hpp"
#include "core/reference_core.hpp"

namespace sark::http {

namespace {

std::optional<Answer> bad_id(std::string_view id) {
    if (is_uuid(id))
        return std::nullopt;
    return refusal(ValidationIssues{{{"path", "server_id"}, "must be a UUID"}});
}

Answer absent_or(const Error& error) {
    return is_absent(error) ? refusal(404, "Server not found") : refusal(error);
}

Answer register_server(ReferenceCore& core, const Request& request) {
    auto parsed = parse_registration(request.body);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    Server& server = std::get<Server>(parsed);
    if (request.caller)
        server.owner_id = request.caller->user_id;
    if (const auto denial =
            objection(core.policy(), request, "server:register",
                      {server.name, server.sensitivity_level, server.team_id, server.owner_id}))
        return forbidden("Server registration", *denial);
    const auto id = timed_query(core, DbQuery::insert_server,
                                [&] { return core.servers().register_server(server); });
    if (!id)
        return refusal(id.error());
    // Another server may have had a tool of that name, at another sensitivity.
    for (const Tool& tool : server.tools) core.policy().forget_tool(tool.name);
    AuditEvent event = audit_event(request, "server_registered", "server:register");
    event.resource_type = "server";
    event.resource_id = *id;
    event.status = "success";
    event.details_json = registration_details_json(server);
    record(core.audit(), std::move(event));
    Answer answer = json_answer(registered_json(*id), 201);
    answer.changed_servers = {*id};
    return answer;
}

Answer list_by_cursor(ReferenceCore& core, const ServerListing::Request& list) {
    const auto page =
        timed_query(core, DbQuery::list_servers, [&] { return core.listing().after(list); });
    if (page)
        return json_answer(page_json(*page));
    // Everything else was checked when it was parsed: what is left to refuse is the cursor.
    if (page.error().code == Errc::invalid_argument && !list.cursor.empty())
        return refusal(400, "Invalid cursor");
    return refusal(page.error());
}

Answer list_servers(ReferenceCore& core, const Request& request) {
    const auto parsed = parse_list(request);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    const ListRequest& list = std::get<ListRequest>(parsed);
    if (const auto* by_cursor = std::get_if<ServerListing::Request>(&list))
        return list_by_cursor(core, *by_cursor);
    const auto& numbered = std::get<NumberedList>(list);
    const auto page = timed_query(core, DbQuery::list_servers, [&] {
        return core.listing().numbered(numbered.filter, numbered.order, numbered.page,
                                       numbered.page_size);
    });
    return page ? json_answer(numbered_page_json(*page)) : refusal(page.error());
}

Answer get_server(ReferenceCore& core, const Request& request) {
    const std::string id(request.captures.at(0));
    if (auto refused = bad_id(id))
        return *std::move(refused);
    const auto server =
        timed_query(core, DbQuery::select_server, [&] { return core.servers().server_by_id(id); });
    return server ? json_answer(server_json(*server)) : absent_or(server.error());
}

Answer set_status(ReferenceCore& core, const Request& request) {
    if (auto refused = bad_id(request.captures.at(0)))
        return *std::move(refused);
    const auto parsed = parse_status(request.body);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    const StatusChange change{lower_uuid(request.captures.at(0)), std::get<std::string>(parsed)};
    if (request.caller) {
        const auto facts = core.bulk_servers().facts({&change.server_id, 1});
        if (!facts)
            return refusal(facts.error());
        if (facts->empty())
            return refusal(404, "Server not found");
        if (const auto denial =
                objection(core.policy(), request, "server:update", facts->begin()->second))
            return forbidden("Server update", *denial);
    }
    const auto changed = timed_query(core, DbQuery::update_server, [&] {
        return core.bulk_servers().set_statuses({&change, 1}, BulkServers::Missing::refused);
    });
    if (!changed)
        return refusal(changed.error());
    if (!changed->changed)
        return refusal(404, "Server not found");
    AuditEvent event = audit_event(request, "server_updated", "server:update");
    event.resource_type = "server";
    event.resource_id = change.server_id;
    event.status = "success";
    event.details_json = status_details_json(change.status);
    record(core.audit(), std::move(event));
    Answer answer = json_answer(status_json(change.server_id, change.status));
    answer.changed_servers = {change.server_id};
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
    router.patch("/api/v1/servers/{id}/status",
                 [&core](const Request& request) { return set_status(core, request); });
}

}  // namespace sark::http
