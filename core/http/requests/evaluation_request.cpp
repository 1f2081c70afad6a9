#include "core/http/requests/evaluation_request.hpp"

#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/http/requests/context_json.hpp"
#include "core/http/requests/field_reader.hpp"
#include "core/http/requests/plain_evaluations.hpp"
#include "core/http/uuid.hpp"

namespace sark::http {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 9> secret_keys = {
    "password", "secret",      "api_key",     "token",         "credentials",
    "ssn",      "credit_card", "private_key", "encryption_key"};

EvaluateRequest read_evaluation(const json& document, Location location, ValidationIssues& issues) {
    const std::size_t issues_before = issues.size();
    EvaluateRequest request;
    request.context = read_context(document, location, issues);
    FieldReader reader(document, std::move(location), issues);
    request.user_id = reader.uuid("user_id").value_or(std::string(nil_uuid));
    request.action = reader.required_text("action", 100);
    request.tool = reader.text("tool", 255).value_or("");
    request.server_id = reader.uuid("server_id");
    const json* const parameters = reader.find("parameters");
    if (parameters == nullptr || parameters->empty()) {
        (void)reader.object(
            "parameters");  // notes what is wrong with an empty one that is no object
        return request;
    }
    json filtered = reader.object("parameters");
    if (issues.size() != issues_before)
        return request;
    remove_secrets(filtered);
    request.filtered_parameters_json = filtered.dump();
    return request;
}

}  // namespace

bool is_secret_key(std::string_view name) {
    return contains(secret_keys, name);
}

void remove_secrets(json& value) {
    if (value.is_object())
        for (const std::string_view key : secret_keys) value.erase(std::string(key));
    if (value.is_structured())
        for (json& member : value) remove_secrets(member);
}

Validated<EvaluateRequest> parse_evaluation(std::string_view body) {
    if (auto plain = read_plain_evaluation(body))
        return *std::move(plain);
    ValidationIssues issues;
    const json document = parse_object(body, issues);
    if (!issues.empty())
        return issues;
    EvaluateRequest request = read_evaluation(document, {"body"}, issues);
    if (!issues.empty())
        return issues;
    return request;
}

Validated<std::vector<EvaluateRequest>> parse_evaluations(std::string_view body) {
    if (auto plain = read_plain_evaluations(body))
        return *std::move(plain);
    ValidationIssues issues;
    const json document = parse_document(body, issues);
    if (!issues.empty())
        return issues;
    if (!document.is_array() || document.empty() || document.size() > batch_max)
        return ValidationIssues{
            {{"body"}, "must be a list of 1 to " + std::to_string(batch_max) + " evaluations"}};
    std::vector<EvaluateRequest> requests;
    requests.reserve(document.size());
    for (std::size_t i = 0; i < document.size(); ++i) {
        if (document[i].is_object())
            requests.push_back(read_evaluation(document[i], {"body", i}, issues));
        else
            issues.push_back({{"body", i}, "must be an object"});
    }
    if (!issues.empty())
        return issues;
    return requests;
}

Validated<InvalidateRequest> parse_invalidation(std::string_view body) {
    ValidationIssues issues;
    const json document = parse_object(body, issues);
    if (!issues.empty())
        return issues;
    FieldReader reader(document, {"body"}, issues);
    InvalidateRequest request;
    request.user_id = reader.uuid("user_id").value_or("");
    request.tool = reader.text("tool", 255).value_or("");
    request.policies = reader.flag("policies");
    const int given = (request.user_id.empty() ? 0 : 1) + (request.tool.empty() ? 0 : 1) +
                      (request.policies ? 1 : 0);
    if (issues.empty() && given != 1)
        issues.push_back({{"body"}, "must name one user_id, one tool, or policies"});
    if (!issues.empty())
        return issues;
    return request;
}

}  // namespace sark::http
