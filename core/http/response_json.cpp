#include "core/http/response_json.hpp"

#include <algorithm>
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

/// Decisions are written by hand: building a document costs several times what deciding does.
void append_text(std::string& out, std::string_view text) {
    const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) {
        return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
    });
    if (is_plain)
        out.append(1, '"').append(text).append(1, '"');
    else
        out += write(ordered_json(text));
}

void append_decision(std::string& out, const PolicyDecision& decision,
                     const EvaluateRequest& request, const std::string& audit_id) {
    out += decision.allow ? "{\"decision\":\"allow\",\"reason\":"
                          : "{\"decision\":\"deny\",\"reason\":";
    append_text(out, decision.reason);
    out += ",\"filtered_parameters\":";
    out += decision.allow ? std::string_view(request.filtered_parameters_json) : "null";
    out += ",\"audit_id\":";
    if (audit_id.empty())
        out += "null";
    else
        append_text(out, audit_id);
    out += '}';
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
    std::string out;
    append_decision(out, decision, request, audit_id);
    return out;
}

std::string decisions_response_json(std::span<const PolicyDecision> decisions,
                                    std::span<const EvaluateRequest> requests,
                                    std::span<const std::string> audit_ids) {
    std::string list = "[";
    for (std::size_t i = 0; i < decisions.size(); ++i) {
        if (i > 0)
            list += ',';
        append_decision(list, decisions[i], requests[i], audit_ids[i]);
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
    std::string out = "{\"reason\":";
    append_text(out, decision.reason);
    append_text(out += ",\"policy\":", decision.policy);
    append_text(out += ",\"cache\":", to_string(decision.cache));
    if (request.server_id)
        append_text(out += ",\"server_id\":", *request.server_id);
    return out += '}';
}

}  // namespace sark::http
