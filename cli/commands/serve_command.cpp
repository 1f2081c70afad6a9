#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "cli/commands/command.hpp"
#include "cli/options/arguments.hpp"
#include "cli/options/audit_options.hpp"
#include "cli/options/guard_options.hpp"
#include "cli/options/policy_options.hpp"
#include "cli/options/target_options.hpp"
#include "cli/output/output.hpp"
#include "cli/runs/signal_watch.hpp"
#include "core/http/api_server.hpp"
#include "core/postgres/pool_settings.hpp"
#include "core/reference_core.hpp"
#include "core/settings_profiles/settings_profile.hpp"

namespace sark::cli {

namespace {

struct ServeOptions {
    TargetOptions target;
    ApiServerOptions server;
    postgres::PoolOverrides pool;
    bool prepared = true;
    AuditOptions audit;
    PolicyFlags policy;
    GuardFlags guards;
    std::string profile;  ///< Of settings; empty: none.
};

Result<const SettingsProfile*> profile_of(const ServeOptions& options) {
    if (options.profile.empty())
        return static_cast<const SettingsProfile*>(nullptr);
    return find_settings_profile(options.profile);
}

void print_warnings(const ServeOptions& options, const PolicyCacheOptions& policy) {
    if (const auto warning = staleness_warning(policy))
        print_note(fmt::format("warning: {}\n", *warning));
    const GuardFlags& guards = options.guards;
    if (!guards.response_cache)
        return;
    if (const auto warning = response_staleness_warning(
            {guards.default_ttl_s, guards.list_ttl_s, guards.detail_ttl_s}))
        print_note(fmt::format("warning: {}\n", *warning));
}

void print_sources(const std::vector<SettingSource>& sources) {
    for (const SettingSource& source : sources) {
        print_note(fmt::format("{} = {} ({})\n", source.setting, source.value, source.source));
    }
}

void print_recovery(const audit_spool::RecoveryReport& report) {
    if (report.events != 0)
        print_note(
            fmt::format("audit spool: {} events of before are delivered now\n", report.events));
    if (report.torn_bytes != 0)
        print_note(fmt::format("audit spool: {} bytes cut short at the end were removed\n",
                               report.torn_bytes));
    for (const std::string& damage : report.damage)
        print_note(fmt::format("audit spool: {}\n", damage));
}

/// DATABASE_URL, AUDIT_DATABASE_URL and READ_REPLICA_URL by their documented names (S001-POOL-02,
/// S001-POOL-04), where nothing of ours was given. Only here: serving reads a database, a run would
/// migrate and seed it.
void use_documented_urls(TargetOptions& target) {
    if (!target.dsn.empty())
        return;
    target.dsn = environment_value("DATABASE_URL");
    if (target.audit_dsn.empty())
        target.audit_dsn = environment_value("AUDIT_DATABASE_URL");
    if (target.read_dsn.empty())
        target.read_dsn = environment_value("READ_REPLICA_URL");
}

reports::ExitCode execute(ServeOptions options, const CLI::App& command) {
    use_documented_urls(options.target);
    if (options.target.dsn.empty()) {
        return fail(
            {Errc::invalid_argument, "no database given", "--dsn",
             "give --dsn, SARK_BENCH_DSN or DATABASE_URL; prepare it with sark-bench migrate up"});
    }
    if (auto split = split_password(options.target); !split)
        return fail(split.error());
    const auto profile = profile_of(options);
    if (!profile)
        return fail(profile.error());
    if (*profile != nullptr)
        use_profile(**profile, command, options.guards);
    const VariableLookup environment = [](const char* name) { return std::getenv(name); };
    const VariableLookup variable = with_profile(*profile, environment);
    auto pool = postgres::resolve_pool_settings(options.pool, {}, variable);
    if (!pool)
        return fail(pool.error());
    pool->settings.prepared = options.prepared;
    limit_store_calls(options.guards, pool->settings);
    const auto audit_pool = postgres::resolve_audit_pool_settings(pool->settings, {}, variable);
    if (!audit_pool)
        return fail(audit_pool.error());
    const auto read_pool = postgres::resolve_read_pool_settings(pool->settings, {}, variable);
    if (!read_pool)
        return fail(read_pool.error());
    auto redis_pool = redis::resolve_pool_settings(variable);
    if (!redis_pool)
        return fail(redis_pool.error());
    limit_store_calls(options.guards, redis_pool->settings);
    auto guards = guard_options(options.guards);
    if (!guards)
        return fail(guards.error());
    options.server.guards = *std::move(guards);
    if (options.guards.request_timeout_s)
        options.server.request_timeout = from_seconds(*options.guards.request_timeout_s);

    SignalWatch signals;
    CoreOptions core_options;
    core_options.dsn = options.target.dsn;
    core_options.audit_dsn = options.target.audit_dsn;
    core_options.redis = options.target.redis;
    core_options.redis_password = options.target.redis_password;
    core_options.redis_pool = redis_pool->settings;
    core_options.pool = pool->settings;
    core_options.audit_pool = audit_pool->settings;
    core_options.read_dsn = options.target.read_dsn;
    core_options.read_pool = read_pool->settings;
    if (auto applied = apply_audit_options(options.audit, core_options); !applied)
        return fail(applied.error());
    if (auto applied = apply(options.policy, core_options); !applied)
        return fail(applied.error());
    print_warnings(options, core_options.policy);
    auto core = ReferenceCore::open(core_options);
    if (!core)
        return fail(core.error());
    auto server = ApiServer::start(**core, options.server);
    if (!server)
        return fail(server.error());

    for (auto* sources : {&pool->sources, &redis_pool->sources})
        name_profile(*profile, environment, *sources);
    print_sources(pool->sources);
    print_sources(audit_pool->sources);
    if (!options.target.read_dsn.empty())
        print_sources(read_pool->sources);
    print_sources(redis_pool->sources);
    print_recovery((*core)->spool_recovery());
    fmt::print("listening on http://{}:{}\n", options.server.host, (*server)->port());
    std::fflush(stdout);
    signals.wait();
    return reports::ExitCode::pass;
}

void add_pool_options(CLI::App& command, postgres::PoolOverrides& pool) {
    command.add_option("--pool-size", pool.pool_size, "Connections kept open (S000-CFG-02)");
    command.add_option("--max-overflow", pool.max_overflow, "Further connections under pressure");
    command.add_option("--pool-timeout", pool.timeout_s, "Seconds to wait for a connection");
    command.add_option("--pool-recycle", pool.recycle_s,
                       "Seconds after which one is replaced; 0: never");
    command.add_option("--pool-pre-ping", pool.pre_ping,
                       "Check a connection before handing it out");
}

}  // namespace

void add_serve_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("serve", "Serve the reference SARK's HTTP API");
    command->footer(
        "Examples:\n  sark-bench serve --dsn 'host=127.0.0.1 dbname=sark' --redis 127.0.0.1:6379 "
        "--port 8000\n"
        "  SARK_BENCH_DSN=… sark-bench serve --threads 128\n"
        "Pool settings also come from POSTGRES_POOL_SIZE, POSTGRES_MAX_OVERFLOW, "
        "POSTGRES_POOL_TIMEOUT,\n"
        "POSTGRES_POOL_RECYCLE, POSTGRES_POOL_PRE_PING or their DATABASE_… names, those of the "
        "audit and read\n"
        "pools from AUDIT_DATABASE_… and READ_REPLICA_POOL_SIZE and …_MAX_OVERFLOW, and from "
        "VALKEY_POOL_SIZE,\n"
        "VALKEY_SOCKET_TIMEOUT, VALKEY_SOCKET_KEEPALIVE, VALKEY_HEALTH_CHECK_INTERVAL or their "
        "REDIS_… names;\n"
        "flags win, and what was used is printed with its source.");
    // What an arm of a comparison adds wins over what the run itself gives.
    command->option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    auto options = std::make_shared<ServeOptions>();
    add_postgres_options(*command, options->target);
    add_redis_option(*command, options->target);
    command->add_option("--host", options->server.host, "Address to listen on")
        ->capture_default_str();
    command->add_option("--port", options->server.port, "Port; 0: any free one")
        ->check(CLI::Range(0, 65535));
    command
        ->add_option("--threads", options->server.threads,
                     "Handler threads: requests that are worked on at a time")
        ->check(CLI::Range(1U, 10'000U))
        ->capture_default_str();
    command
        ->add_option("--slowdown", options->server.slowdown,
                     "Mean share of its own time that every request burns, to test a gate with")
        ->check(CLI::Range(0.0, 10.0));
    command
        ->add_option("--profile", options->profile,
                     "Documented settings: high-traffic, low-latency or development; variables of "
                     "the environment and options win")
        ->envname("SARK_BENCH_SETTINGS_PROFILE");
    add_pool_options(*command, options->pool);
    command->add_option("--pool-prepared", options->prepared,
                        "Prepare statements; false behind a pooler in transaction mode");
    add_audit_options(*command, options->audit);
    add_policy_options(*command, options->policy);
    add_guard_options(*command, options->guards);
    command->callback([&action, options, command] {
        action = [options, command] { return execute(*options, *command); };
    });
}

}  // namespace sark::cli
