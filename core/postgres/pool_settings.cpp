#include "core/postgres/pool_settings.hpp"

#include <utility>

namespace sark::postgres {
namespace {

/// A further pool: its size is its own, the rest is the primary's.
Result<ResolvedPoolSettings> resolve_size(const std::string& name, PoolSettings settings,
                                          const PoolOverrides& scenario,
                                          const std::string& variable,
                                          const std::function<const char*(const char*)>& lookup) {
    SettingReader reader(lookup);
    reader.read((name + "_pool_size").c_str(), {std::nullopt, scenario.pool_size},
                {(variable + "_POOL_SIZE").c_str()}, settings.pool_size, 1U);
    reader.read((name + "_max_overflow").c_str(), {std::nullopt, scenario.max_overflow},
                {(variable + "_MAX_OVERFLOW").c_str()}, settings.max_overflow);
    if (reader.error)
        return std::move(*reader.error);
    return ResolvedPoolSettings{settings, std::move(reader.sources)};
}

}  // namespace

Result<ResolvedPoolSettings> resolve_pool_settings(
    const PoolOverrides& command_line, const PoolOverrides& scenario,
    const std::function<const char*(const char*)>& environment) {
    PoolSettings settings;
    double timeout_s = to_seconds(settings.timeout);
    double recycle_s = to_seconds(settings.recycle);
    SettingReader reader(environment);
    reader.read("pool_size", {command_line.pool_size, scenario.pool_size},
                {"POSTGRES_POOL_SIZE", "DATABASE_POOL_SIZE"}, settings.pool_size, 1U);
    reader.read("max_overflow", {command_line.max_overflow, scenario.max_overflow},
                {"POSTGRES_MAX_OVERFLOW", "DATABASE_MAX_OVERFLOW"}, settings.max_overflow);
    reader.read("timeout", {command_line.timeout_s, scenario.timeout_s},
                {"POSTGRES_POOL_TIMEOUT", "DATABASE_POOL_TIMEOUT"}, timeout_s);
    reader.read("recycle", {command_line.recycle_s, scenario.recycle_s},
                {"POSTGRES_POOL_RECYCLE", "DATABASE_POOL_RECYCLE"}, recycle_s);
    reader.read("pre_ping", {command_line.pre_ping, scenario.pre_ping}, {"POSTGRES_POOL_PRE_PING"},
                settings.pre_ping);
    reader.read("echo_pool", {command_line.echo_pool, scenario.echo_pool}, {"POSTGRES_ECHO_POOL"},
                settings.echo_pool);
    if (reader.error)
        return std::move(*reader.error);
    settings.timeout = from_seconds(timeout_s);
    settings.recycle = from_seconds(recycle_s);
    return ResolvedPoolSettings{settings, std::move(reader.sources)};
}

Result<ResolvedPoolSettings> resolve_audit_pool_settings(
    const PoolSettings& primary, const PoolOverrides& scenario,
    const std::function<const char*(const char*)>& environment) {
    PoolSettings settings = primary;
    settings.pool_size = 10;
    settings.max_overflow = 5;
    return resolve_size("audit", settings, scenario, "AUDIT_DATABASE", environment);
}

Result<ResolvedPoolSettings> resolve_read_pool_settings(
    const PoolSettings& primary, const PoolOverrides& scenario,
    const std::function<const char*(const char*)>& environment) {
    PoolSettings settings = primary;
    settings.pool_size = 30;
    settings.max_overflow = 20;
    return resolve_size("read", settings, scenario, "READ_REPLICA", environment);
}

}  // namespace sark::postgres
