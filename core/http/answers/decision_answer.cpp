#include "core/http/answers/decision_answer.hpp"

#include <nlohmann/json.hpp>

#include "core/http/answers/json_text.hpp"
#include "core/http/requests/context_json.hpp"

namespace sark::http {

void append_outcome(std::string& out, const PolicyDecision& decision,
                    std::string_view filtered_parameters_json, std::string_view audit_id) {
    append_json_string(out, decision.reason);
    out += ",\"filtered_parameters\":";
    out += decision.allow ? filtered_parameters_json : "null";
    out += ",\"audit_id\":";
    if (audit_id.empty())
        out += "null";
    else
        append_json_string(out, audit_id);
}

namespace {

void append_decision(std::string& out, const PolicyDecision& decision,
                     const EvaluateRequest& request, const std::string& audit_id) {
    out += decision.allow ? "{\"decision\":\"allow\",\"reason\":"
                          : "{\"decision\":\"deny\",\"reason\":";
    append_outcome(out, decision, request.filtered_parameters_json, audit_id);
    out += '}';
}

}  // namespace

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
    return to_text({{"status", "invalidated"}});
}

std::string decision_details_json(const PolicyDecision& decision, const EvaluateRequest& request) {
    std::string out = "{\"reason\":";
    append_json_string(out, decision.reason);
    append_json_string(out += ",\"policy\":", decision.policy);
    append_json_string(out += ",\"cache\":", to_string(decision.cache));
    if (request.server_id)
        append_json_string(out += ",\"server_id\":", *request.server_id);
    append_overrides(out, request.context);
    return out += '}';
}

}  // namespace sark::http
