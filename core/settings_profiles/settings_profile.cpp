#include "core/settings_profiles/settings_profile.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/base/suggestion.hpp"

namespace sark {

namespace {

using Variable = std::pair<const char*, const char*>;

// The document exports ENABLE_RESPONSE_CACHE=true once for all, before its profiles.
constexpr std::array<Variable, 7> high_traffic = {{{"POSTGRES_POOL_SIZE", "50"},
                                                   {"POSTGRES_MAX_OVERFLOW", "20"},
                                                   {"VALKEY_POOL_SIZE", "100"},
                                                   {"HTTP_POOL_CONNECTIONS", "200"},
                                                   {"ENABLE_RESPONSE_CACHE", "true"},
                                                   {"CACHE_SERVER_LIST_TTL", "60"},
                                                   {"CACHE_SERVER_DETAIL_TTL", "600"}}};
constexpr std::array<Variable, 6> low_latency = {{{"POSTGRES_POOL_SIZE", "10"},
                                                  {"POSTGRES_POOL_RECYCLE", "1800"},
                                                  {"VALKEY_SOCKET_TIMEOUT", "2"},
                                                  {"ENABLE_RESPONSE_CACHE", "true"},
                                                  {"CACHE_SERVER_LIST_TTL", "15"},
                                                  {"CACHE_SERVER_DETAIL_TTL", "120"}}};
constexpr std::array<Variable, 4> development = {{{"POSTGRES_POOL_SIZE", "5"},
                                                  {"POSTGRES_MAX_OVERFLOW", "2"},
                                                  {"POSTGRES_ECHO_POOL", "true"},
                                                  {"ENABLE_RESPONSE_CACHE", "false"}}};

constexpr std::array<SettingsProfile, 3> profiles = {
    {{"high-traffic", "1,000 requests per second and more",
      "seed 002, \"High Traffic\" lines 405-416", high_traffic},
     {"low-latency", "a p95 below 50 ms", "seed 002, \"Low Latency\" lines 419-429", low_latency},
     {"development", "small pools, every checkout logged, no response cache",
      "seed 002, \"Development\" lines 432-441", development}}};

/// The other name of a variable; empty: it has one name.
std::string other_name(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> prefixes = {
        {{"POSTGRES_", "DATABASE_"},
         {"DATABASE_", "POSTGRES_"},
         {"VALKEY_", "REDIS_"},
         {"REDIS_", "VALKEY_"}}};
    for (const auto& [one, other] : prefixes)
        if (name.starts_with(one))
            return std::string(other) + std::string(name.substr(one.size()));
    return {};
}

bool is_set(const char* value) {
    return value != nullptr && *value != '\0';
}

/// the longest that anybody may see an old answer, as core/policy/cache_options has it.
constexpr double max_staleness_s = 300;

}  // namespace

std::span<const SettingsProfile> settings_profiles() noexcept {
    return profiles;
}

Result<const SettingsProfile*> find_settings_profile(std::string_view name) {
    const auto found = std::ranges::find(profiles, name, &SettingsProfile::name);
    if (found != profiles.end())
        return &*found;
    std::vector<std::string> names;
    for (const SettingsProfile& profile : profiles) names.emplace_back(profile.name);
    return Error{Errc::not_found, "there is no settings profile \"" + std::string(name) + "\"", "",
                 suggestion(name, names)};
}

VariableLookup with_profile(const SettingsProfile* profile, VariableLookup environment) {
    if (profile == nullptr)
        return environment;
    return [profile, environment = std::move(environment)](const char* name) -> const char* {
        if (const char* const given = environment(name); is_set(given))
            return given;
        if (const std::string other = other_name(name);
            !other.empty() && is_set(environment(other.c_str())))
            return nullptr;
        for (const auto& [variable, value] : profile->variables)
            if (std::string_view(variable) == name)
                return value;
        return nullptr;
    };
}

void name_profile(const SettingsProfile* profile, const VariableLookup& environment,
                  std::vector<SettingSource>& sources) {
    constexpr std::string_view from = "environment ";
    if (profile == nullptr)
        return;
    for (SettingSource& source : sources)
        if (source.source.starts_with(from) &&
            !is_set(environment(source.source.substr(from.size()).c_str())))
            source.source = "profile " + std::string(profile->name);
}

std::optional<std::string> response_staleness_warning(const ResponseTtls& ttls) {
    const auto whole = [](double seconds) {
        return std::to_string(static_cast<long long>(seconds)) + " s";
    };
    std::string kept;
    for (const auto& [seconds, what] :
         {std::pair{ttls.answers, "answers"}, std::pair{ttls.lists, "lists"},
          std::pair{ttls.details, "details"}})
        if (seconds > max_staleness_s)
            kept += (kept.empty() ? "" : " and ") + std::string(what) + " for " + whole(seconds);
    if (kept.empty())
        return std::nullopt;
    return "the response cache may keep " + kept + ", longer than the max_staleness of " +
           whole(max_staleness_s) + ": what is not invalidated may be answered for that long";
}

}  // namespace sark
