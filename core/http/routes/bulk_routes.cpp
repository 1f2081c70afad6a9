#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/http/answers/json_answer.hpp"
#include "core/http/answers/server_answer.hpp"
#include "core/http/audit_trail.hpp"
#include "core/http/authority.hpp"
#include "core/http/requests/registration_request.hpp"
#include "core/http/routes/routes.hpp"
#include "core/http/timed_query.hpp"
#include "core/http/uuid.hpp"
#include "core/policy/policy_service.hpp"
#include "core/reference_core.hpp"

namespace sark::http {

namespace {

constexpr const char* rolled_back = "Transaction rolled back";
constexpr const char* refused_by_database = "Refused by the database";

/// Policy decides on items one after the other and stops where it cannot: an outage would be waited
/// for once for every item.
struct Judged {
    std::vector<BulkItem> items;           ///< Those that policy lets pass have no error yet.
    std::optional<PolicyDecision> outage;  ///< Why it could not decide; nothing is to be done then.
};

void judge(Judged& so_far, BulkItem& item, std::optional<PolicyDecision> denial) {
    if (denial && denial->error)
        so_far.outage = *std::move(denial);
    else if (denial)
        item.error = "Policy denied: " + denial->reason;
}

/// True for what is wrong with a row; anything else is wrong with the database.
bool is_refused_value(const Error& error) {
    return error.code == Errc::invalid_argument || error.code == Errc::conflict;
}

/// Every item that has not failed by itself fails with the others.
void fail_all(std::vector<BulkItem>& items) {
    for (BulkItem& item : items) {
        item.status.clear();
        if (item.error.empty())
            item.error = rolled_back;
    }
}

bool any_failed(const std::vector<BulkItem>& items) {
    for (const BulkItem& item : items)
        if (!item.error.empty())
            return true;
    return false;
}

Answer bulk_answer(const std::vector<BulkItem>& items) {
    Answer answer = json_answer(bulk_json(items));
    answer.changed_servers.emplace();
    for (const BulkItem& item : items)
        if (item.error.empty())
            answer.changed_servers->push_back(item.server_id);
    return answer;
}

Judged judged(ReferenceCore& core, const Request& request, std::vector<Server>& servers) {
    Judged so_far;
    std::vector<std::string> ids = random_uuids(servers.size());
    for (std::size_t i = 0; i < servers.size() && !so_far.outage; ++i) {
        Server& server = servers[i];
        server.id = std::move(ids[i]);
        if (request.caller)
            server.owner_id = request.caller->user_id;
        BulkItem& item = so_far.items.emplace_back();
        item.name = server.name;
        judge(so_far, item,
              objection(core.policy(), request, "server:register",
                        {server.name, server.sensitivity_level, server.team_id, server.owner_id}));
    }
    return so_far;
}

/// Registers one by one those that may be: what remains when they cannot be registered at once. A
/// database that goes away on the way fails the rest; the error when nothing was registered.
Result<void> register_singly(ReferenceCore& core, const std::vector<Server>& servers,
                             std::vector<BulkItem>& items) {
    std::optional<Error> outage;
    bool registered = false;
    for (std::size_t i = 0; i < servers.size(); ++i) {
        if (!items[i].error.empty())
            continue;
        if (outage) {
            items[i].error = "Database unavailable";
            continue;
        }
        const auto done = core.bulk_servers().register_all({&servers[i], 1});
        registered = registered || done.has_value();
        if (done)
            continue;
        items[i].error =
            is_refused_value(done.error()) ? refused_by_database : "Database unavailable";
        if (!is_refused_value(done.error()))
            outage = done.error();
    }
    if (outage && !registered)
        return *std::move(outage);
    return {};
}

/// All at once; when one of them is refused, by itself each (best effort) or none.
Result<void> register_items(ReferenceCore& core, const std::vector<Server>& servers,
                            bool all_or_none, std::vector<BulkItem>& items) {
    std::vector<Server> allowed;
    for (std::size_t i = 0; i < servers.size(); ++i)
        if (items[i].error.empty())
            allowed.push_back(servers[i]);
    if (allowed.empty())
        return {};
    const auto done = core.bulk_servers().register_all(allowed);
    if (done)
        return {};
    if (!is_refused_value(done.error()))
        return done.error();
    if (!all_or_none)
        return register_singly(core, servers, items);
    const auto culprit = core.bulk_servers().first_refused(servers);
    if (culprit)
        items[*culprit].error = refused_by_database;
    fail_all(items);
    return {};
}

void audit_registrations(ReferenceCore& core, const Request& request,
                         const std::vector<Server>& servers, std::vector<BulkItem>& items) {
    std::vector<AuditEvent> events =
        audit_events(request, "server_registered", "server:register", servers.size());
    std::vector<AuditEvent> registered;
    for (std::size_t i = 0; i < servers.size(); ++i) {
        if (!items[i].error.empty())
            continue;
        items[i].server_id = servers[i].id;
        items[i].status = servers[i].status;
        events[i].resource_type = "server";
        events[i].resource_id = servers[i].id;
        events[i].status = "success";
        events[i].details_json = registration_details_json(servers[i]);
        registered.push_back(std::move(events[i]));
        for (const Tool& tool : servers[i].tools) core.policy().forget_tool(tool.name);
    }
    record_all(core.audit(), std::move(registered));
}

Answer register_servers(ReferenceCore& core, const Request& request) {
    auto parsed = parse_bulk_registration(request.body);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    auto& bulk = std::get<BulkRegistration>(parsed);
    Judged decided = judged(core, request, bulk.servers);
    if (decided.outage)
        return refusal(503, decided.outage->reason);
    std::vector<BulkItem>& items = decided.items;
    if (bulk.fail_on_first_error && any_failed(items)) {
        fail_all(items);
        return bulk_answer(items);
    }
    const auto done = timed_query(core, DbQuery::insert_server, [&] {
        return register_items(core, bulk.servers, bulk.fail_on_first_error, items);
    });
    if (!done)
        return refusal(done.error());
    audit_registrations(core, request, bulk.servers, items);
    return bulk_answer(items);
}

Result<Judged> judged(ReferenceCore& core, const Request& request,
                      const std::vector<StatusChange>& changes) {
    Judged so_far;
    std::vector<std::string> ids;
    for (const StatusChange& change : changes) {
        so_far.items.emplace_back().server_id = change.server_id;
        ids.push_back(change.server_id);
    }
    if (!request.caller)
        return so_far;
    auto facts = core.bulk_servers().facts(ids);
    if (!facts)
        return std::move(facts).error();
    for (BulkItem& item : so_far.items) {
        const auto server = facts->find(item.server_id);
        if (server != facts->end() && !so_far.outage)  // the update finds out who is missing
            judge(so_far, item, objection(core.policy(), request, "server:update", server->second));
    }
    return so_far;
}

void settle(const BulkServers::StatusChanges& made, std::vector<BulkItem>& items) {
    std::map<std::string, const ChangedServer*> changed;
    for (const ChangedServer& server : made.found) changed[server.id] = &server;
    for (BulkItem& item : items) {
        const auto server = changed.find(item.server_id);
        if (server == changed.end()) {
            if (item.error.empty())
                item.error = "Server not found";
            continue;
        }
        item.name = server->second->name;
        item.status = server->second->status;
    }
    if (!made.changed)
        fail_all(items);
}

Answer set_statuses(ReferenceCore& core, const Request& request) {
    const auto parsed = parse_bulk_status(request.body);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    const auto& bulk = std::get<BulkStatusChange>(parsed);
    auto decided = judged(core, request, bulk.changes);
    if (!decided)
        return refusal(decided.error());
    if (decided->outage)
        return refusal(503, decided->outage->reason);
    std::vector<BulkItem>& items = decided->items;
    if (bulk.fail_on_first_error && any_failed(items)) {
        fail_all(items);
        return bulk_answer(items);
    }
    std::vector<StatusChange> allowed;
    for (std::size_t i = 0; i < items.size(); ++i)
        if (items[i].error.empty())
            allowed.push_back(bulk.changes[i]);
    const auto missing =
        bulk.fail_on_first_error ? BulkServers::Missing::refused : BulkServers::Missing::skipped;
    const auto made = timed_query(core, DbQuery::update_server, [&] {
        return core.bulk_servers().set_statuses(allowed, missing);
    });
    if (!made)
        return refusal(made.error());
    settle(*made, items);
    std::vector<AuditEvent> events =
        audit_events(request, "server_updated", "server:update", items.size());
    std::vector<AuditEvent> updated;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (!items[i].error.empty())
            continue;
        events[i].resource_type = "server";
        events[i].resource_id = items[i].server_id;
        events[i].status = "success";
        events[i].details_json = status_details_json(items[i].status);
        updated.push_back(std::move(events[i]));
    }
    record_all(core.audit(), std::move(updated));
    return bulk_answer(items);
}

}  // namespace

void add_bulk_routes(Router& router, ReferenceCore& core) {
    router.post("/api/v1/bulk/servers/register",
                [&core](const Request& request) { return register_servers(core, request); });
    router.patch("/api/v1/bulk/servers/status",
                 [&core](const Request& request) { return set_statuses(core, request); });
}

}  // namespace sark::http
