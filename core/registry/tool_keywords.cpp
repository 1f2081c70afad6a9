#include "core/registry/tool_keywords.hpp"

#include <array>
#include <span>
#include <utility>

namespace sark {
namespace {

constexpr std::array<std::string_view, 13> critical_words = {
    "payment",    "transaction", "credit_card", "password",       "secret",  "key",    "token",
    "credential", "auth",        "permission",  "access_control", "encrypt", "decrypt"};
constexpr std::array<std::string_view, 12> high_words = {"delete",  "drop",   "exec",  "execute",
                                                         "admin",   "root",   "sudo",  "kill",
                                                         "destroy", "remove", "purge", "truncate"};
constexpr std::array<std::string_view, 12> medium_words = {"write",  "update", "modify", "change",
                                                           "edit",   "create", "insert", "save",
                                                           "upload", "put",    "post",   "patch"};
constexpr std::array<std::string_view, 11> low_words = {"read",   "get",  "list",    "fetch",
                                                        "view",   "show", "display", "query",
                                                        "search", "find", "retrieve"};

bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// "_delete_user_": lower-case words, each between underscores.
void append_words(std::string& words, std::string_view text) {
    char before = ' ';
    for (const char c : text) {
        const bool in_word = is_lower(c) || is_upper(c) || is_digit(c);
        if ((!in_word || (is_upper(c) && is_lower(before))) && words.back() != '_')
            words += '_';
        if (in_word)
            words += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
        before = c;
    }
    if (words.back() != '_')
        words += '_';
}

std::vector<std::string_view> found(const std::string& words,
                                    std::span<const std::string_view> keywords) {
    std::vector<std::string_view> matches;
    for (const std::string_view keyword : keywords)
        if (words.find("_" + std::string(keyword) + "_") != std::string::npos)
            matches.push_back(keyword);
    return matches;
}

}  // namespace

DetectedSensitivity detect_sensitivity(std::string_view name, std::string_view description,
                                       const std::vector<std::string>& parameter_names) {
    std::string words = "_";
    append_words(words, name);
    append_words(words += '_', description);  // no keyword goes across two texts
    for (const std::string& parameter : parameter_names) append_words(words += '_', parameter);
    struct Level {
        std::string_view name;
        std::span<const std::string_view> keywords;
    };
    const std::array<Level, 4> levels{{{"critical", critical_words},
                                       {"high", high_words},
                                       {"medium", medium_words},
                                       {"low", low_words}}};
    for (const Level& level : levels)
        if (auto matches = found(words, level.keywords); !matches.empty())
            return {level.name, std::move(matches)};
    return {};
}

}  // namespace sark
