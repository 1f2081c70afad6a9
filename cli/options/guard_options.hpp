#pragma once

#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/http/guards/guards.hpp"
#include "core/postgres/pool_settings.hpp"
#include "core/redis/pool_settings.hpp"
#include "core/settings_profiles/settings_profile.hpp"

namespace CLI {
class App;
}

namespace sark::cli {

/// What `serve` is told of the guards around its routes. Secrets come from files or from
/// SARK_JWT_SECRET and GATEWAY_API_KEY, never from an argument.
struct GuardFlags {
    std::string jwt_secret_file;
    std::string gateway_key_file;
    bool api_keys = false;
    bool response_cache = false;
    double default_ttl_s = 60;
    double list_ttl_s = 30;
    double detail_ttl_s = 300;
    bool rate_limit = false;
    http::RateLimits limits;
    double window_s = 3600;
    bool gzip = true;
    std::optional<double> request_timeout_s;  ///< Absent: that of ApiServerOptions.
};

void add_guard_options(CLI::App& command, GuardFlags& flags);

/// What the settings profile says of the response cache, where the command line and the environment
/// say nothing; after parsing.
void use_profile(const SettingsProfile& profile, const CLI::App& command, GuardFlags& flags);

/// Errc::invalid_argument when a secret's file cannot be read.
[[nodiscard]] Result<http::GuardOptions> guard_options(const GuardFlags& flags);

/// --request-timeout: no call of a store, nor the wait for a connection to it, lasts a second
/// longer, so that nobody works for long on what its client has been told is given up.
void limit_store_calls(const GuardFlags& flags, postgres::PoolSettings& pool);
void limit_store_calls(const GuardFlags& flags, redis::PoolSettings& pool);

}  // namespace sark::cli
