#include "core/http/answers/policy_document.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/http/answers/json_text.hpp"
#include "core/http/requests/field_reader.hpp"

namespace sark::http {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t content_max = 100'000;
constexpr std::size_t test_cases_max = 1'000;

ordered_json policy_json(std::string_view name, std::string_view path,
                         std::string_view description) {
    return {{"name", std::string(name)},
            {"path", std::string(path)},
            {"version", SARK_VERSION},
            {"description", std::string(description)},
            {"active", true}};
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// The module without its comments and with its strings emptied, so that what is left is code.
/// `open` becomes true when a string does not end.
std::string code_of(std::string_view content, bool& open) {
    std::string code;
    for (std::size_t i = 0; i < content.size(); ++i) {
        const char c = content[i];
        if (c == '#') {
            i = std::min(content.find('\n', i), content.size());
            code += '\n';
        } else if (c == '"' || c == '`') {
            std::size_t end = i + 1;
            for (; end < content.size() && content[end] != c; ++end)
                if (c == '"' && content[end] == '\\')
                    ++end;
            open = open || end >= content.size();
            i = end;
            code += "\"\"";
        } else {
            code += c;
        }
    }
    return code;
}

bool is_balanced(std::string_view code) {
    std::string open;
    for (const char c : code) {
        if (c == '(' || c == '[' || c == '{') {
            open += c == '(' ? ')' : c == '[' ? ']' : '}';
        } else if (c == ')' || c == ']' || c == '}') {
            if (open.empty() || open.back() != c)
                return false;
            open.pop_back();
        }
    }
    return open.empty();
}

bool declares_package(std::string_view code) {
    const auto first =
        std::find_if_not(code.begin(), code.end(), [](char c) { return is_blank(c); });
    code.remove_prefix(static_cast<std::size_t>(first - code.begin()));
    return code.starts_with("package") && code.size() > 8 && is_blank(code[7]) &&
           !is_blank(code[8]);
}

bool allows_by_default(std::string_view code) {
    std::string squeezed;
    for (const char c : code)
        if (!is_blank(c))
            squeezed += c;
    return squeezed.find("defaultallow=true") != std::string::npos ||
           squeezed.find("defaultallow:=true") != std::string::npos;
}

}  // namespace

std::string policies_json(std::string_view opa_path) {
    ordered_json policies = ordered_json::array();
    if (opa_path.empty()) {
        for (const auto& [name, description] : std::array<std::array<std::string_view, 2>, 6>{
                 {{"rbac", "What the role may do"},
                  {"team_access", "What the object's team allows"},
                  {"sensitivity", "What the object's sensitivity asks for"},
                  {"time_based", "Business hours"},
                  {"ip_filtering", "Private addresses for sensitive objects"},
                  {"mfa", "A second factor for critical and administrative actions"}}})
            policies.push_back(policy_json(name, "builtin", description));
    } else {
        policies.push_back(policy_json("opa", opa_path, "Decided by the Open Policy Agent"));
    }
    const std::size_t total = policies.size();
    return to_text({{"policies", std::move(policies)}, {"total", total}});
}

Validated<PolicyDocument> parse_policy_document(std::string_view body) {
    ValidationIssues issues;
    const json document = parse_object(body, issues);
    if (!issues.empty())
        return issues;
    FieldReader reader(document, {"body"}, issues);
    PolicyDocument policy;
    if (reader.find("policy_content") == nullptr)
        reader.refuse("policy_content", "field required");
    policy.content = reader.text("policy_content", content_max).value_or("");
    if (const json* const cases = reader.objects("test_cases", 0, test_cases_max))
        policy.test_cases = cases->size();
    if (!issues.empty())
        return issues;
    return policy;
}

PolicyFindings check_policy(std::string_view content) {
    PolicyFindings findings;
    bool open_string = false;
    const std::string code = code_of(content, open_string);
    if (std::all_of(content.begin(), content.end(), is_blank)) {
        findings.errors.emplace_back("Policy content is empty");
        return findings;
    }
    if (!declares_package(code))
        findings.errors.emplace_back("Policy must declare a package");
    if (open_string)
        findings.errors.emplace_back("A string is not closed");
    else if (!is_balanced(code))
        findings.errors.emplace_back("Brackets do not match");
    if (allows_by_default(code))
        findings.warnings.emplace_back(
            "Policy has 'default allow = true': it allows all actions "
            "by default");
    if (findings.errors.empty())
        findings.warnings.emplace_back("Not compiled: only its shape was checked");
    return findings;
}

std::string findings_json(PolicyFindings findings, std::size_t test_cases) {
    if (test_cases > 0)
        findings.warnings.push_back("Test cases were not run (" + std::to_string(test_cases) +
                                    " given)");
    return to_text({{"valid", findings.errors.empty()},
                    {"errors", findings.errors},
                    {"warnings", findings.warnings},
                    {"test_results", nullptr}});
}

}  // namespace sark::http
