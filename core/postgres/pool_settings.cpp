#include "core/postgres/pool_settings.hpp"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace sark::postgres {
namespace {

constexpr unsigned connections_max = 10'000;
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
    return error == std::errc() && rest == end && value <= connections_max;
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

class Resolver {
 public:
    Resolver(const PoolOverrides& command_line, const PoolOverrides& scenario,
             const std::function<const char*(const char*)>& environment)
        : command_line_(command_line), scenario_(scenario), environment_(environment) {}

    /// Sets `value`, which holds the default, and records where it came from.
    template <class T>
    void resolve(const char* setting, std::optional<T> PoolOverrides::*member,
                 std::initializer_list<const char*> variables, T& value, T minimum = T{}) {
        if (error)
            return;
        const Found found = find(command_line_.*member, scenario_.*member, variables, value);
        if (!parse(found.text, value) || value < minimum)
            error = Error{Errc::invalid_argument,
                          std::string(setting) + " is \"" + found.text + "\"", found.source,
                          std::string("it must be ") + expectation(value) +
                              (minimum == T{} ? "" : ", at least " + to_text(minimum))};
        sources.push_back({setting, to_text(value), found.source});
    }

    std::optional<Error> error;
    std::vector<SettingSource> sources;

 private:
    template <class T>
    Found find(const std::optional<T>& command_line, const std::optional<T>& scenario,
               std::initializer_list<const char*> variables, T fallback) const {
        if (command_line)
            return {to_text(*command_line), "command line"};
        for (const char* variable : variables) {
            const char* text = environment_ ? environment_(variable) : nullptr;
            if (text != nullptr && *text != '\0')  // empty: the usual way to unset it
                return {text, std::string("environment ") + variable};
        }
        if (scenario)
            return {to_text(*scenario), "scenario"};
        return {to_text(fallback), "default"};
    }

    const PoolOverrides& command_line_;
    const PoolOverrides& scenario_;
    const std::function<const char*(const char*)>& environment_;
};

}  // namespace

Result<ResolvedPoolSettings> resolve_pool_settings(
    const PoolOverrides& command_line, const PoolOverrides& scenario,
    const std::function<const char*(const char*)>& environment) {
    PoolSettings settings;
    double timeout_s = to_seconds(settings.timeout);
    double recycle_s = to_seconds(settings.recycle);
    Resolver resolver(command_line, scenario, environment);
    resolver.resolve("pool_size", &PoolOverrides::pool_size,
                     {"POSTGRES_POOL_SIZE", "DATABASE_POOL_SIZE"}, settings.pool_size, 1U);
    resolver.resolve("max_overflow", &PoolOverrides::max_overflow,
                     {"POSTGRES_MAX_OVERFLOW", "DATABASE_MAX_OVERFLOW"}, settings.max_overflow);
    resolver.resolve("timeout", &PoolOverrides::timeout_s,
                     {"POSTGRES_POOL_TIMEOUT", "DATABASE_POOL_TIMEOUT"}, timeout_s);
    resolver.resolve("recycle", &PoolOverrides::recycle_s,
                     {"POSTGRES_POOL_RECYCLE", "DATABASE_POOL_RECYCLE"}, recycle_s);
    resolver.resolve("pre_ping", &PoolOverrides::pre_ping, {"POSTGRES_POOL_PRE_PING"},
                     settings.pre_ping);
    resolver.resolve("echo_pool", &PoolOverrides::echo_pool, {"POSTGRES_ECHO_POOL"},
                     settings.echo_pool);
    if (resolver.error)
        return std::move(*resolver.error);
    settings.timeout = from_seconds(timeout_s);
    settings.recycle = from_seconds(recycle_s);
    return ResolvedPoolSettings{settings, std::move(resolver.sources)};
}

}  // namespace sark::postgres
