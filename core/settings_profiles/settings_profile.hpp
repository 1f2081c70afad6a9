#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/setting.hpp"

namespace sark {

/// Documented settings for a kind of traffic (S002-PRO-01..03), as the variables that the document
/// exports. Static data.
struct SettingsProfile {
    std::string_view name;
    std::string_view title;
    std::string_view source;
    /// Null-terminated names and values.
    std::span<const std::pair<const char*, const char*>> variables;
};

/// "high-traffic", "low-latency" and "development".
[[nodiscard]] std::span<const SettingsProfile> settings_profiles() noexcept;

/// Errc::not_found lists those there are.
[[nodiscard]] Result<const SettingsProfile*> find_settings_profile(std::string_view name);

/// Returns a variable's value or null.
using VariableLookup = std::function<const char*(const char*)>;

/// The environment, and the profile's value of what the environment does not set under any of its
/// names: POSTGRES_X is DATABASE_X, VALKEY_X is REDIS_X. `profile` null: the environment.
[[nodiscard]] VariableLookup with_profile(const SettingsProfile* profile,
                                          VariableLookup environment);

/// Says of each setting that came from the profile that it did, not from the variable of the
/// environment that stands for it. `environment` is the one that with_profile() was given.
void name_profile(const SettingsProfile* profile, const VariableLookup& environment,
                  std::vector<SettingSource>& sources);

/// For how many seconds a response cache keeps answers, lists of servers and details of one.
struct ResponseTtls {
    double answers = 60;
    double lists = 30;
    double details = 300;
};

/// One sentence for what is kept for longer than max_staleness: high-traffic keeps details
/// for 600 s. Absent when nothing is.
[[nodiscard]] std::optional<std::string> response_staleness_warning(const ResponseTtls& ttls);

}  // namespace sark
