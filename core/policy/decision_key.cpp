#include "core/policy/decision_key.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "core/policy/fingerprint.hpp"
#include "core/policy/rules/rule_input.hpp"

namespace sark {

namespace {

void append_sized(std::string& key, std::string_view part) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), part.size()).ptr;
    key.append(digits.data(), end).append(1, ':').append(part);
}

std::string hex(std::uint64_t value) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(16, '0');
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, value >>= 4)
        *digit = digits[value & 0xF];
    return text;
}

/// Whatever their order, and with their number: two lists never run together.
void add_teams(Fingerprint& fingerprint, const std::vector<std::string>& teams) {
    std::vector<std::string_view> ordered(teams.begin(), teams.end());
    std::sort(ordered.begin(), ordered.end());
    fingerprint.add(std::uint64_t{ordered.size()});
    for (const std::string_view team : ordered) fingerprint.add(team);
}

}  // namespace

std::uint64_t facts_fingerprint(const Principal& principal, const ToolFacts& tool) {
    Fingerprint fingerprint;
    fingerprint.add(principal.id);
    fingerprint.add(principal.role);
    fingerprint.add(principal.is_active ? "1" : "0");
    add_teams(fingerprint, principal.teams);
    add_teams(fingerprint, principal.managed_teams);
    fingerprint.add(tool.name);
    fingerprint.add(tool.sensitivity_level);
    fingerprint.add(tool.team_id ? "1" : "0");
    fingerprint.add(tool.team_id.value_or(""));
    fingerprint.add(tool.owner_id ? "1" : "0");
    fingerprint.add(tool.owner_id.value_or(""));
    return fingerprint.value();
}

std::uint64_t decision_fingerprint(const PolicyRequest& request, const Evaluator& evaluator,
                                   std::uint64_t policies) {
    const PolicyConfig& config = *evaluator.config;
    const rules::ClockFacts clock = rules::clock_facts(request.time);
    Fingerprint fingerprint;
    fingerprint.add(facts_fingerprint(request.principal, request.resource));
    fingerprint.add(std::uint64_t{(clock.work_hours ? 1U : 0U) | (clock.business_day ? 2U : 0U) |
                                  (clock.business_hours ? 4U : 0U) |
                                  (config.in_maintenance(request.action, request.time) ? 8U : 0U)});
    fingerprint.add(rules::context_facts(request.context, config, request.time).word());
    if (evaluator.reads_whole_context)
        fingerprint.add(std::string_view(context_text(request.context)));
    fingerprint.add(std::string_view(evaluator.name));
    fingerprint.add(policies);
    return fingerprint.value();
}

std::string question_key(const PolicyQuestion& question) {
    std::string key;
    key.reserve(question.user_id.size() + question.action.size() + question.tool_name.size() + 12);
    append_sized(key, question.user_id);
    append_sized(key, question.action);
    append_sized(key, question.tool_name);
    return key;
}

std::string l2_key(const PolicyQuestion& question, std::uint64_t fingerprint) {
    std::string resource = "unknown";
    if (!question.tool_name.empty()) {
        resource = "tool_";
        resource += question.tool_name;
        std::replace_if(
            resource.begin(), resource.end(), [](char c) { return c == ':' || c == '/'; }, '_');
    }
    std::string key = "policy:decision:";
    key.append(question.user_id).append(1, ':').append(question.action).append(1, ':');
    key.append(resource).append(1, ':').append(hex(fingerprint));
    return key;
}

std::string l2_hash_key(const PolicyQuestion& question, std::uint64_t fingerprint) {
    Fingerprint hash;
    hash.add(question.user_id);
    hash.add(question.action);
    hash.add(question.tool_name);
    hash.add(fingerprint);
    return "opa_decision:" + hex(hash.value());
}

std::string l2_user_index(std::string_view user_id) {
    return std::string("policy:index:user:").append(user_id);
}

std::string l2_tool_index(std::string_view tool_name) {
    return std::string("policy:index:tool:").append(tool_name);
}

}  // namespace sark
