#include "core/policy/decision_key.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace sark {

namespace {

class Fingerprint {
 public:
    void add(std::string_view text) {
        const std::uint64_t length = text.size();
        for (unsigned shift = 0; shift < 64; shift += 8)
            add_byte(static_cast<unsigned char>(length >> shift));
        for (const char c : text) add_byte(static_cast<unsigned char>(c));
    }
    [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
    void add_byte(unsigned char byte) {
        value_ ^= byte;
        value_ *= 0x100000001b3ULL;
    }
    std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

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

}  // namespace

std::uint64_t facts_fingerprint(const Principal& principal, const ToolFacts& tool) {
    std::vector<std::string_view> teams(principal.teams.begin(), principal.teams.end());
    std::sort(teams.begin(), teams.end());
    Fingerprint fingerprint;
    fingerprint.add(principal.id);
    fingerprint.add(principal.role);
    fingerprint.add(principal.is_active ? "1" : "0");
    for (const std::string_view team : teams) fingerprint.add(team);
    fingerprint.add("|");  // where the teams end
    fingerprint.add(tool.name);
    fingerprint.add(tool.sensitivity_level);
    fingerprint.add(tool.team_id ? "1" : "0");
    fingerprint.add(tool.team_id.value_or(""));
    fingerprint.add(tool.owner_id ? "1" : "0");
    fingerprint.add(tool.owner_id.value_or(""));
    return fingerprint.value();
}

std::string l1_key(std::string_view user_id, std::string_view action, std::string_view tool_name) {
    std::string key;
    key.reserve(user_id.size() + action.size() + tool_name.size() + 12);
    append_sized(key, user_id);
    append_sized(key, action);
    append_sized(key, tool_name);
    return key;
}

std::string l2_key(std::string_view user_id, std::string_view action, std::string_view tool_name,
                   std::uint64_t fingerprint) {
    std::string resource = "unknown";
    if (!tool_name.empty()) {
        resource = "tool_";
        resource += tool_name;
        std::replace_if(
            resource.begin(), resource.end(), [](char c) { return c == ':' || c == '/'; }, '_');
    }
    std::string key = "policy:decision:";
    key.append(user_id).append(1, ':').append(action).append(1, ':').append(resource);
    key.append(1, ':').append(hex(fingerprint));
    return key;
}

std::string l2_user_index(std::string_view user_id) {
    return std::string("policy:index:user:").append(user_id);
}

std::string l2_tool_index(std::string_view tool_name) {
    return std::string("policy:index:tool:").append(tool_name);
}

}  // namespace sark
