#include "scenarios/doctor/documented_settings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "scenarios/doctor/setting_value.hpp"

namespace sark::scenarios::doctor {

namespace {

constexpr double memory_leeway = 2.0;

constexpr std::array<std::string_view, 6> of_the_operator = {
    "logging_collector", "log_directory",     "log_filename",
    "log_line_prefix",   "log_rotation_size", "log_rotation_age"};

bool same(double a, double b) {
    return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

/// The document's value for a host of so much memory; absent where that is not known.
std::optional<double> for_host(const ServerProfile& profile, const ProfileSetting& setting,
                               const std::optional<std::uint64_t>& memory) {
    const auto value = parse_setting(setting.value);
    if (!value)
        return std::nullopt;
    if (setting.scale != ProfileSetting::Scale::memory)
        return value->number;
    if (!memory || profile.memory_bytes == 0)
        return std::nullopt;
    return value->number * static_cast<double>(*memory) / static_cast<double>(profile.memory_bytes);
}

/// The least and the most that any profile says of a setting.
std::pair<double, double> range_of(const std::vector<ServerProfile>& profiles,
                                   const std::string& name, double own,
                                   const std::optional<std::uint64_t>& memory) {
    std::pair<double, double> range{own, own};
    for (const ServerProfile& profile : profiles)
        for (const ProfileSetting& setting : profile.settings)
            if (const auto value = for_host(profile, setting, memory);
                setting.name == name && value) {
                range.first = std::min(range.first, *value);
                range.second = std::max(range.second, *value);
            }
    return range;
}

Standing words_standing(const std::string& actual, const std::string& documented,
                        const std::string& name) {
    const bool met = name == "shared_preload_libraries"
                         ? actual.find(documented) != std::string::npos
                         : actual == documented;
    return met ? Standing::as_documented : Standing::differs;
}

}  // namespace

SettingComparison compare_setting(const std::vector<ServerProfile>& profiles,
                                  const ServerProfile& profile, const ProfileSetting& setting,
                                  const std::string& actual, const std::string& unit,
                                  const std::optional<std::uint64_t>& host_memory) {
    SettingComparison comparison;
    comparison.name = setting.name;
    comparison.documented = setting.value;
    if (std::ranges::find(of_the_operator, setting.name) != of_the_operator.end())
        return comparison;
    const auto documented = parse_setting(setting.value);
    if (!documented) {
        comparison.here = setting.value;
        comparison.standing = words_standing(actual, setting.value, setting.name);
        return comparison;
    }
    const auto own = for_host(profile, setting, host_memory);
    if (!own) {
        comparison.wants_memory = true;
        return comparison;
    }
    comparison.here = setting_text({*own, documented->unit});
    const auto value = parse_setting(actual, unit);
    if (!value) {
        comparison.standing = Standing::differs;
        return comparison;
    }
    const double leeway = setting.scale == ProfileSetting::Scale::memory ? memory_leeway : 1.0;
    const auto within = [&](double low, double high) {
        return same(value->number, low / leeway) || same(value->number, high * leeway) ||
               (value->number > low / leeway && value->number < high * leeway);
    };
    const auto [low, high] = range_of(profiles, setting.name, *own, host_memory);
    comparison.standing = within(*own, *own)  ? Standing::as_documented
                          : within(low, high) ? Standing::between_documents
                                              : Standing::differs;
    return comparison;
}

}  // namespace sark::scenarios::doctor
