#include "cli/options/guard_options.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>

#include "cli/options/arguments.hpp"
#include "core/token/secret_file.hpp"

namespace sark::cli {
namespace {

constexpr double longest_s = 86'400;
/// Enough for the server to see that the time is up, whose answer then says more.
constexpr Nanos longer_than_request = std::chrono::seconds(1);

}  // namespace

void add_guard_options(CLI::App& command, GuardFlags& flags) {
    command
        .add_option("--jwt-secret-file", flags.jwt_secret_file,
                    "Ask for bearer tokens, signed by HS256 with the secret in this file (or in "
                    "SARK_JWT_SECRET)")
        ->type_name("FILE");
    command.add_option("--api-keys", flags.api_keys,
                       "Take API keys (X-API-Key) of the table sark_api.api_keys");
    command
        .add_option("--gateway-key-file", flags.gateway_key_file,
                    "Take the gateway's audit events only with the key in this file (or in "
                    "GATEWAY_API_KEY), in X-Gateway-Api-Key")
        ->type_name("FILE");
    command
        .add_option("--response-cache", flags.response_cache,
                    "Answer GET from a cache (S002-RC-01)")
        ->envname("ENABLE_RESPONSE_CACHE");
    const auto ttl = [&command](const char* name, double& seconds, const char* variable,
                                const char* what) {
        command.add_option(name, seconds, what)
            ->envname(variable)
            ->check(CLI::Range(0.0, longest_s))
            ->capture_default_str();
    };
    ttl("--response-ttl", flags.default_ttl_s, "CACHE_TTL_SECONDS",
        "Seconds that other answers are kept");
    ttl("--list-ttl", flags.list_ttl_s, "CACHE_SERVER_LIST_TTL",
        "Seconds that a list of servers is kept");
    ttl("--detail-ttl", flags.detail_ttl_s, "CACHE_SERVER_DETAIL_TTL",
        "Seconds that one server is kept");
    command.add_option("--rate-limit", flags.rate_limit,
                       "Refuse who asks too often with 429; counted in Redis");
    const auto limit = [&command](const char* name, std::int64_t& value, const char* what) {
        command.add_option(name, value, what)
            ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}))
            ->capture_default_str();
    };
    limit("--rate-limit-key", flags.limits.per_api_key, "Requests of one API key per window");
    limit("--rate-limit-user", flags.limits.per_user, "Requests of one user per window");
    limit("--rate-limit-address", flags.limits.per_address,
          "Requests of one address per window, of who is not known");
    command.add_option("--rate-limit-window", flags.window_s, "Length of the window in seconds")
        ->check(CLI::Range(1.0, longest_s))
        ->capture_default_str();
    command.add_option("--gzip", flags.gzip, "Pack answers of more than 1,000 bytes")
        ->capture_default_str();
    command
        .add_option("--request-timeout", flags.request_timeout_s,
                    "Seconds that a request may take; 504 beyond (default 30)")
        ->check(CLI::Range(0.001, longest_s));
}

void use_profile(const SettingsProfile& profile, const CLI::App& command, GuardFlags& flags) {
    const auto value = [&](const char* option, const char* variable) -> const char* {
        if (command.count(option) > 0)
            return nullptr;
        for (const auto& [name, text] : profile.variables)
            if (std::string_view(name) == variable)
                return text;
        return nullptr;
    };
    if (const char* on = value("--response-cache", "ENABLE_RESPONSE_CACHE"))
        flags.response_cache = std::string_view(on) == "true";
    if (const char* seconds = value("--list-ttl", "CACHE_SERVER_LIST_TTL"))
        flags.list_ttl_s = std::strtod(seconds, nullptr);
    if (const char* seconds = value("--detail-ttl", "CACHE_SERVER_DETAIL_TTL"))
        flags.detail_ttl_s = std::strtod(seconds, nullptr);
}

Result<http::GuardOptions> guard_options(const GuardFlags& flags) {
    http::GuardOptions options;
    options.jwt_secret = environment_value("SARK_JWT_SECRET");
    if (!flags.jwt_secret_file.empty()) {
        auto secret = read_secret_file(flags.jwt_secret_file);
        if (!secret)
            return std::move(secret).error();
        options.jwt_secret = *std::move(secret);
    }
    options.gateway_key = environment_value("GATEWAY_API_KEY");
    if (!flags.gateway_key_file.empty()) {
        auto key = read_secret_file(flags.gateway_key_file);
        if (!key)
            return std::move(key).error();
        options.gateway_key = *std::move(key);
    }
    options.api_keys = flags.api_keys;
    if (flags.response_cache) {
        http::ResponseCacheOptions cache;
        cache.default_ttl = from_seconds(flags.default_ttl_s);
        cache.list_ttl = from_seconds(flags.list_ttl_s);
        cache.detail_ttl = from_seconds(flags.detail_ttl_s);
        options.response_cache = cache;
    }
    if (flags.rate_limit) {
        options.rate_limits = flags.limits;
        options.rate_limits->window = from_seconds(flags.window_s);
    }
    options.gzip = flags.gzip;
    return options;
}

void limit_store_calls(const GuardFlags& flags, postgres::PoolSettings& pool) {
    if (!flags.request_timeout_s)
        return;
    const Nanos longest = from_seconds(*flags.request_timeout_s) + longer_than_request;
    pool.timeout = std::min(pool.timeout, longest);
    pool.statement_timeout = longest;
}

void limit_store_calls(const GuardFlags& flags, redis::PoolSettings& pool) {
    if (!flags.request_timeout_s)
        return;
    const Nanos longest = from_seconds(*flags.request_timeout_s) + longer_than_request;
    pool.socket_timeout = std::min(pool.socket_timeout, longest);
    pool.connect_timeout = std::min(pool.connect_timeout, longest);
}

}  // namespace sark::cli
