#include "core/base/setting.hpp"

#include <charconv>
#include <cstdio>
#include <utility>

namespace sark {
namespace {

constexpr unsigned count_max = 10'000;
constexpr double seconds_max = 365.0 * 86'400.0;

/// A setting's winning value before it is checked: text from the environment or a typed override.
struct Found {
    std::string text;
    std::string source;
};

std::string to_text(unsigned value) {
    return std::to_string(value);
}
std::string to_text(bool value) {
    return value ? "true" : "false";
}
std::string to_text(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.15g", value);
    return text;
}

bool parse(const std::string& text, unsigned& value) {
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && rest == end && value <= count_max;
}

bool parse(const std::string& text, double& value) {
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && rest == end && value >= 0 && value <= seconds_max;
}

bool parse(const std::string& text, bool& value) {
    std::string lower = text;
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    for (const auto& [word, meaning] :
         {std::pair{"true", true}, std::pair{"1", true}, std::pair{"yes", true},
          std::pair{"on", true}, std::pair{"false", false}, std::pair{"0", false},
          std::pair{"no", false}, std::pair{"off", false}})
        if (lower == word) {
            value = meaning;
            return true;
        }
    return false;
}

constexpr const char* expectation(unsigned) {
    return "a whole number up to 10000";
}
constexpr const char* expectation(double) {
    return "a number of seconds, at most a year";
}
constexpr const char* expectation(bool) {
    return "true or false";
}

}  // namespace

SettingReader::SettingReader(std::function<const char*(const char*)> environment)
    : environment_(std::move(environment)) {}

template <class T>
void SettingReader::resolve(const char* setting, const Given<T>& given,
                            std::initializer_list<const char*> variables, T& value, T minimum) {
    if (error)
        return;
    Found found{to_text(value), "default"};
    if (given.scenario)
        found = {to_text(*given.scenario), "scenario"};
    for (const char* variable : std::vector(std::rbegin(variables), std::rend(variables))) {
        const char* text = environment_ ? environment_(variable) : nullptr;
        if (text != nullptr && *text != '\0')  // empty: the usual way to unset it
            found = {text, std::string("environment ") + variable};
    }
    if (given.command_line)
        found = {to_text(*given.command_line), "command line"};
    if (!parse(found.text, value) || value < minimum)
        error = Error{Errc::invalid_argument, std::string(setting) + " is \"" + found.text + "\"",
                      found.source,
                      std::string("it must be ") + expectation(value) +
                          (minimum == T{} ? "" : ", at least " + to_text(minimum))};
    sources.push_back({setting, to_text(value), found.source});
}

void SettingReader::read(const char* setting, const Given<unsigned>& given,
                         std::initializer_list<const char*> variables, unsigned& value,
                         unsigned minimum) {
    resolve(setting, given, variables, value, minimum);
}

void SettingReader::read(const char* setting, const Given<double>& given,
                         std::initializer_list<const char*> variables, double& value) {
    resolve(setting, given, variables, value, 0.0);
}

void SettingReader::read(const char* setting, const Given<bool>& given,
                         std::initializer_list<const char*> variables, bool& value) {
    resolve(setting, given, variables, value, false);
}

}  // namespace sark
