#include "core/http/response_json.hpp"

#include <variant>

#include <nlohmann/json.hpp>

namespace sark::http {

namespace {

using nlohmann::ordered_json;

/// Text that is not UTF-8 must not make an answer fail.
std::string write(const ordered_json& document) {
    return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

/// JSON that a store gave us; null if it is none.
ordered_json stored(const std::string& text) {
    ordered_json document = ordered_json::parse(text, nullptr, false);
    return document.is_discarded() ? ordered_json() : document;
}

ordered_json or_null(const std::string& text) {
    return text.empty() ? ordered_json() : ordered_json(text);
}

}  // namespace

std::string detail_json(std::string_view text) {
    return write({{"detail", text}});
}

std::string issues_json(const ValidationIssues& issues) {
    ordered_json details = ordered_json::array();
    for (const ValidationIssue& issue : issues) {
        ordered_json location = ordered_json::array();
        for (const auto& part : issue.location)
            std::visit([&](const auto& value) { location.push_back(value); }, part);
        details.push_back({{"loc", std::move(location)}, {"msg", issue.message}});
    }
    return write({{"detail", std::move(details)}});
}

std::string registered_json(const std::string& server_id) {
    return write({{"server_id", server_id}, {"status", "registered"}, {"consul_id", nullptr}});
}

std::string server_json(const Server& server) {
    ordered_json tools = ordered_json::array();
    for (const Tool& tool : server.tools)
        tools.push_back({{"id", tool.id},
                         {"name", tool.name},
                         {"description", or_null(tool.description)},
                         {"sensitivity_level", tool.sensitivity_level}});
    return write({{"id", server.id},
                  {"name", server.name},
                  {"description", or_null(server.description)},
                  {"transport", server.transport},
                  {"endpoint", or_null(server.endpoint)},
                  {"status", server.status},
                  {"sensitivity_level", server.sensitivity_level},
                  {"tools", std::move(tools)},
                  {"metadata", stored(server.metadata_json)},
                  {"created_at", server.created_at}});
}

std::string page_json(const ServerPage& page) {
    ordered_json items = ordered_json::array();
    for (const Server& server : page.servers)
        items.push_back({{"id", server.id},
                         {"name", server.name},
                         {"transport", server.transport},
                         {"status", server.status},
                         {"sensitivity_level", server.sensitivity_level},
                         {"created_at", server.created_at}});
    return write({{"items", std::move(items)},
                  {"next_cursor", or_null(page.next_cursor.value_or(""))},
                  {"has_more", page.has_more},
                  {"total", nullptr}});
}

std::string decision_response_json(const PolicyDecision& decision, const EvaluateRequest& request,
                                   const std::string& audit_id) {
    return write({{"decision", decision.allow ? "allow" : "deny"},
                  {"reason", decision.reason},
                  {"filtered_parameters",
                   decision.allow ? stored(request.filtered_parameters_json) : ordered_json()},
                  {"audit_id", or_null(audit_id)}});
}

std::string decisions_response_json(std::span<const PolicyDecision> decisions,
                                    std::span<const EvaluateRequest> requests,
                                    std::span<const std::string> audit_ids) {
    std::string list = "[";
    for (std::size_t i = 0; i < decisions.size(); ++i) {
        if (i > 0)
            list += ',';
        list += decision_response_json(decisions[i], requests[i], audit_ids[i]);
    }
    return list += ']';
}

std::string invalidated_json() {
    return write({{"status", "invalidated"}});
}

std::string health_json(std::string_view status) {
    return write({{"status", status}, {"version", SARK_VERSION}, {"environment", "reference"}});
}

std::string readiness_json(bool database, bool redis, std::optional<bool> opa) {
    ordered_json document = {{"ready", database && redis && opa.value_or(true)},
                             {"database", database},
                             {"redis", redis}};
    if (opa)
        document["opa"] = *opa;
    return write(document);
}

std::string registration_details_json(const Server& server) {
    return write({{"name", server.name},
                  {"transport", server.transport},
                  {"sensitivity_level", server.sensitivity_level},
                  {"tools", server.tools.size()}});
}

std::string decision_details_json(const PolicyDecision& decision, const EvaluateRequest& request) {
    ordered_json details = {{"reason", decision.reason},
                            {"policy", decision.policy},
                            {"cache", to_string(decision.cache)}};
    if (request.server_id)
        details["server_id"] = *request.server_id;
    return write(details);
}

}  // namespace sark::http
