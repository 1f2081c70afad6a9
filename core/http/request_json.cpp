#include "core/http/request_json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/http/plain_evaluations.hpp"
#include "core/http/uuid.hpp"

namespace sark::http {

namespace {

using nlohmann::json;
using Location = std::vector<std::variant<std::string, std::size_t>>;

constexpr std::size_t depth_max = 64;
constexpr std::size_t tools_max = 1'000;
constexpr unsigned list_limit_max = 200;
constexpr std::array<std::string_view, 3> transports = {"http", "stdio", "sse"};
constexpr std::array<std::string_view, 4> levels = {"low", "medium", "high", "critical"};
constexpr std::array<std::string_view, 5> statuses = {"registered", "active", "inactive",
                                                      "unhealthy", "decommissioned"};
constexpr std::array<std::string_view, 9> secret_keys = {
    "password", "secret",      "api_key",     "token",         "credentials",
    "ssn",      "credit_card", "private_key", "encryption_key"};

/// Brackets open at once outside strings. Asked before parsing, because the library that would
/// write a deep document out again recurses into it.
std::size_t nesting_depth(std::string_view text) {
    std::size_t depth = 0;
    std::size_t deepest = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            deepest = std::max(deepest, ++depth);
        } else if ((c == '}' || c == ']') && depth > 0) {
            --depth;
        }
    }
    return deepest;
}

template <std::size_t size>
std::string one_of(const std::array<std::string_view, size>& choices) {
    std::string text = "must be one of";
    for (const std::string_view choice : choices)
        text.append(choice == choices.front() ? " " : ", ").append(choice);
    return text;
}

template <std::size_t size>
bool contains(const std::array<std::string_view, size>& choices, std::string_view value) {
    return std::find(choices.begin(), choices.end(), value) != choices.end();
}

/// Reads members of one JSON object and collects what is wrong with them.
class FieldReader {
 public:
    FieldReader(const json& object, Location location, ValidationIssues& issues)
        : object_(object), location_(std::move(location)), issues_(issues) {}

    void refuse(const std::string& key, std::string message) {
        Location location = location_;
        location.emplace_back(key);
        issues_.push_back({std::move(location), std::move(message)});
    }

    /// The member, or null when it is absent or JSON null.
    [[nodiscard]] const json* find(const std::string& key) const {
        const auto member = object_.find(key);
        return member == object_.end() || member->is_null() ? nullptr : &*member;
    }

    [[nodiscard]] std::optional<std::string> text(const std::string& key, std::size_t length_max) {
        const json* const member = find(key);
        if (member == nullptr)
            return std::nullopt;
        if (!member->is_string()) {
            refuse(key, "must be a string");
            return std::nullopt;
        }
        std::string value = member->get<std::string>();
        if (value.find('\0') != std::string::npos)
            refuse(key, "must not contain a NUL character");
        else if (value.size() > length_max)
            refuse(key, "must have at most " + std::to_string(length_max) + " characters");
        return value;
    }

    [[nodiscard]] std::string required_text(const std::string& key, std::size_t length_max) {
        const auto value = text(key, length_max);
        if (find(key) == nullptr)
            refuse(key, "field required");
        else if (value && value->empty())
            refuse(key, "must not be empty");
        return value.value_or("");
    }

    template <std::size_t size>
    [[nodiscard]] std::string choice(const std::string& key,
                                     const std::array<std::string_view, size>& choices,
                                     std::string_view otherwise) {
        const json* const member = find(key);
        if (member == nullptr) {
            if (otherwise.empty())
                refuse(key, "field required");
            return std::string(otherwise);
        }
        if (!member->is_string() || !contains(choices, member->get_ref<const std::string&>())) {
            refuse(key, one_of(choices));
            return {};
        }
        return member->get<std::string>();
    }

    [[nodiscard]] std::optional<std::string> uuid(const std::string& key) {
        auto value = text(key, 64);
        if (!value)
            return std::nullopt;
        if (!is_uuid(*value))
            refuse(key, "must be a UUID");
        // One spelling: caches and audit rows compare text.
        std::transform(value->begin(), value->end(), value->begin(), [](char c) {
            return c >= 'A' && c <= 'F' ? static_cast<char>(c | 0x20) : c;
        });
        return value;
    }

    /// The object written out again; "{}" when absent.
    [[nodiscard]] json object(const std::string& key) {
        const json* const member = find(key);
        if (member == nullptr)
            return json::object();
        if (!member->is_object()) {
            refuse(key, "must be an object");
            return json::object();
        }
        return *member;
    }

 private:
    const json& object_;
    Location location_;
    ValidationIssues& issues_;
};

/// The document; otherwise the issue is noted.
json parse_document(std::string_view body, ValidationIssues& issues) {
    if (nesting_depth(body) > depth_max) {
        issues.push_back({{"body"}, "nested too deeply"});
        return {};
    }
    json document = json::parse(body, nullptr, false);
    if (document.is_discarded())
        issues.push_back({{"body"}, "not valid JSON"});
    return document;
}

/// The document when it is an object; otherwise the issue is noted.
json parse_object(std::string_view body, ValidationIssues& issues) {
    json document = parse_document(body, issues);
    if (!document.is_object() && issues.empty())
        issues.push_back({{"body"}, "must be an object"});
    return document.is_object() ? std::move(document) : json::object();
}

Tool parse_tool(const json& document, std::size_t index, ValidationIssues& issues) {
    Tool tool;
    if (!document.is_object()) {
        issues.push_back({{"body", "tools", index}, "must be an object"});
        return tool;
    }
    FieldReader reader(document, {"body", "tools", index}, issues);
    tool.name = reader.required_text("name", 255);
    tool.description = reader.text("description", 2'000).value_or("");
    tool.sensitivity_level = reader.choice("sensitivity_level", levels, "medium");
    tool.parameters_json = reader.object("parameters").dump();
    return tool;
}

void parse_tools(FieldReader& reader, Server& server, ValidationIssues& issues) {
    const json* const tools = reader.find("tools");
    if (tools == nullptr)
        return;
    if (!tools->is_array())
        reader.refuse("tools", "must be a list");
    else if (tools->size() > tools_max)
        reader.refuse("tools", "must have at most " + std::to_string(tools_max) + " items");
    else
        for (std::size_t i = 0; i < tools->size(); ++i)
            server.tools.push_back(parse_tool((*tools)[i], i, issues));
}

void remove_secrets(json& value) {
    if (value.is_object())
        for (const std::string_view key : secret_keys) value.erase(std::string(key));
    if (value.is_structured())
        for (json& member : value) remove_secrets(member);
}

EvaluateRequest read_evaluation(const json& document, Location location, ValidationIssues& issues) {
    const std::size_t issues_before = issues.size();
    FieldReader reader(document, std::move(location), issues);
    EvaluateRequest request;
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

Validated<Server> parse_registration(std::string_view body) {
    ValidationIssues issues;
    const json document = parse_object(body, issues);
    if (!issues.empty())
        return issues;
    FieldReader reader(document, {"body"}, issues);
    Server server;
    server.name = reader.required_text("name", 255);
    server.transport = reader.choice("transport", transports, "");
    server.endpoint = reader.text("endpoint", 500).value_or("");
    server.command = reader.text("command", 500).value_or("");
    server.description = reader.text("description", 1'000).value_or("");
    server.mcp_version = reader.text("version", 20).value_or("2025-06-18");
    server.sensitivity_level = reader.choice("sensitivity_level", levels, "medium");
    server.metadata_json = reader.object("metadata").dump();
    server.status = "registered";
    parse_tools(reader, server, issues);
    if (!issues.empty())
        return issues;
    return server;
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
    if (const json* const policies = reader.find("policies")) {
        if (policies->is_boolean())
            request.policies = policies->get<bool>();
        else
            reader.refuse("policies", "must be true or false");
    }
    const int given = (request.user_id.empty() ? 0 : 1) + (request.tool.empty() ? 0 : 1) +
                      (request.policies ? 1 : 0);
    if (issues.empty() && given != 1)
        issues.push_back({{"body"}, "must name one user_id, one tool, or policies"});
    if (!issues.empty())
        return issues;
    return request;
}

Validated<ListRequest> parse_list(const std::optional<std::string>& limit,
                                  const std::optional<std::string>& cursor,
                                  const std::optional<std::string>& status) {
    ValidationIssues issues;
    ListRequest request;
    if (limit) {
        const char* const end = limit->data() + limit->size();
        const auto [last, error] = std::from_chars(limit->data(), end, request.limit);
        if (error != std::errc() || last != end || request.limit < 1 ||
            request.limit > list_limit_max)
            issues.push_back({{"query", "limit"},
                              "must be a number from 1 to " + std::to_string(list_limit_max)});
    }
    if (status && !contains(statuses, *status))
        issues.push_back({{"query", "status"}, one_of(statuses)});
    if (!issues.empty())
        return issues;
    request.cursor = cursor.value_or("");
    request.status = status.value_or("");
    return request;
}

}  // namespace sark::http
