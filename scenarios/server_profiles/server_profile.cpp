#include "scenarios/server_profiles/server_profile.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/embedded.hpp"
#include "core/base/suggestion.hpp"

namespace sark::scenarios {

namespace {

using nlohmann::json;

constexpr std::array<std::pair<std::string_view, std::uint64_t>, 4> units = {
    {{"TB", 1ULL << 40}, {"GB", 1ULL << 30}, {"MB", 1ULL << 20}, {"kB", 1ULL << 10}}};

Result<ProfileSetting> read_setting(const json& object, const std::string& where) {
    ProfileSetting setting;
    setting.name = object.at("name").get<std::string>();
    setting.value = object.at("value").get<std::string>();
    setting.instead = object.value("instead", "");
    setting.leave = object.value("leave", false);
    setting.why = object.value("why", "");
    const std::string scale = object.value("scale", "none");
    constexpr std::array<std::string_view, 3> words = {"none", "memory", "cores"};
    const auto found = std::ranges::find(words, scale);
    if (found == words.end())
        return Error{Errc::internal, "there is no scale \"" + scale + "\"", where, ""};
    setting.scale = static_cast<ProfileSetting::Scale>(found - words.begin());
    if (setting.scale == ProfileSetting::Scale::memory && bytes_of_size(setting.value) == 0)
        return Error{Errc::internal, setting.name + " is no size", where, ""};
    if ((setting.leave || !setting.instead.empty()) == setting.why.empty())
        return Error{Errc::internal, setting.name + ": what departs says why, and only that", where,
                     ""};
    return setting;
}

/// Sizes of memory, shrunk where the host has less than the profile is written for.
FittedSetting fitted(const ProfileSetting& setting, const ServerProfile& profile,
                     const HostSize& host) {
    using Scale = ProfileSetting::Scale;
    FittedSetting one{setting.name, setting.value, setting.value, {}};
    if (!setting.instead.empty()) {
        one.value = setting.instead;
        one.reason = setting.why;
    } else if (setting.scale == Scale::memory && host.memory_bytes < profile.memory_bytes) {
        const double share =
            static_cast<double>(host.memory_bytes) / static_cast<double>(profile.memory_bytes);
        const auto bytes =
            static_cast<std::uint64_t>(static_cast<double>(bytes_of_size(setting.value)) * share);
        one.value = size_text(std::max<std::uint64_t>(1, bytes >> 10) << 10);
        one.reason = "scaled from a host of " + size_text(profile.memory_bytes) + " to one of " +
                     size_text(host.memory_bytes >> 20 << 20);
    } else if (setting.scale == Scale::cores) {
        unsigned workers = 0;
        const char* const end = setting.value.data() + setting.value.size();
        std::from_chars(setting.value.data(), end, workers);
        if (workers > host.cores) {
            one.value = std::to_string(host.cores);
            one.reason = "no more than the host has cores";
        }
    }
    return one;
}

}  // namespace

std::uint64_t bytes_of_size(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc())
        return 0;
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    for (const auto& [name, bytes] : units)
        if (unit == name)
            return number * bytes;
    return 0;
}

std::string size_text(std::uint64_t bytes) {
    for (const auto& [name, unit] : units)
        if (bytes >= unit && bytes % unit == 0)
            return std::to_string(bytes / unit) + std::string(name);
    return std::to_string(bytes >> 10) + "kB";
}

Result<ServerProfile> read_server_profile(std::string_view text, const std::string& source_name) {
    ServerProfile profile;
    try {
        const json document = json::parse(text);
        profile.name = document.at("name").get<std::string>();
        profile.title = document.at("title").get<std::string>();
        profile.source = document.at("source").get<std::vector<std::string>>();
        profile.memory_bytes = bytes_of_size(document.at("memory").get<std::string>());
        for (const json& object : document.at("settings")) {
            auto setting = read_setting(object, source_name);
            if (!setting)
                return setting.error();
            profile.settings.push_back(*std::move(setting));
        }
    } catch (const json::exception& fault) {
        return Error{Errc::internal, fault.what(), source_name, ""};
    }
    if (profile.memory_bytes == 0 || profile.settings.empty())
        return Error{Errc::internal, "a profile has a memory and settings", source_name, ""};
    return profile;
}

Result<std::vector<ServerProfile>> shipped_server_profiles() {
    std::vector<ServerProfile> profiles;
    for (const embedded::File& file : embedded::server_profiles()) {
        auto profile = read_server_profile(file.text, std::string(file.name));
        if (!profile)
            return profile.error();
        profiles.push_back(*std::move(profile));
    }
    std::ranges::sort(profiles, {}, &ServerProfile::name);
    return profiles;
}

Result<ServerProfile> find_server_profile(std::string_view name) {
    auto profiles = shipped_server_profiles();
    if (!profiles)
        return profiles.error();
    std::vector<std::string> names;
    for (ServerProfile& profile : *profiles) {
        if (profile.name == name)
            return std::move(profile);
        names.push_back(profile.name);
    }
    return Error{Errc::not_found, "there is no server profile \"" + std::string(name) + "\"", "",
                 suggestion(std::string(name), names) + "; see sark-bench list profiles"};
}

std::vector<FittedSetting> fitted_settings(const ServerProfile& profile, const HostSize& host) {
    std::vector<FittedSetting> settings;
    for (const ProfileSetting& setting : profile.settings)
        if (!setting.leave)
            settings.push_back(fitted(setting, profile, host));
    return settings;
}

}  // namespace sark::scenarios
