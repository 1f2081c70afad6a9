#include "cli/options/plan_options.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include <CLI/CLI.hpp>

#include "cli/options/option_checks.hpp"
#include "scenarios/language/units.hpp"
#include "workloads/drivers/endpoint.hpp"

namespace sark::cli {

namespace {

using namespace reports::planning;

constexpr double most = 1e9;

Error bad(std::string what, std::string where, std::string hint) {
    return {Errc::invalid_argument, std::move(what), std::move(where), std::move(hint)};
}

Result<std::string> read_file(const std::string& path, const std::string& option) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || std::filesystem::is_directory(path) || !(text << file.rdbuf()))
        return bad("cannot read this file", path, "give " + option + " a readable file");
    return text.str();
}

Result<std::optional<CapacityFigures>> capacity_of(const std::string& path,
                                                   const std::string& option) {
    if (path.empty())
        return std::optional<CapacityFigures>();
    const std::string file = std::filesystem::is_directory(path)
                                 ? (std::filesystem::path(path) / "capacity.json").string()
                                 : path;
    const auto text = read_file(file, option);
    if (!text)
        return text.error();
    auto figures = read_capacity(*text, file);
    if (!figures)
        return figures.error();
    return std::optional(*std::move(figures));
}

/// Absent where nothing was written.
Result<std::optional<double>> seconds_of(const std::string& text, const std::string& option) {
    if (text.empty())
        return std::optional<double>();
    const auto duration = scenarios::language::parse_duration(text);
    if (!duration || *duration <= Nanos{0})
        return bad("not a duration above 0", option + " " + text,
                   "write it with a unit, e.g. 2ms, 30s");
    return std::optional(to_seconds(*duration));
}

Result<PlanTarget> target_of(const PlanOptions& options) {
    const bool in_figures = options.rate || options.servers || options.audit_events;
    if (options.phase && in_figures)
        return bad("a phase and a target in figures", "--phase", "give one of the two");
    PlanTarget target;
    if (options.phase) {
        auto phase = phase_target(*options.phase);
        if (!phase)
            return phase.error();
        target = *std::move(phase);
    } else if (options.rate && options.servers && options.audit_events) {
        target = stated_target(*options.rate, *options.servers, *options.audit_events);
    } else {
        return bad("no target", "plan",
                   "give --phase 1, 3 or 4, or all of --rate, --servers and --audit-events");
    }
    if (options.queries)
        target.database_queries = stated(*options.queries, "queries/s", "--db-queries");
    if (options.hit_rate)
        target.cache_hit_rate = stated(*options.hit_rate / 100.0, "", "--cache-hit-rate");
    if (options.p95_ms)
        target.p95_ms = stated(*options.p95_ms, "ms", "--p95");
    return target;
}

Result<LoadDay> day_of(const PlanOptions& options, double peak_per_s) {
    if (auto built_in = built_in_day(options.day, peak_per_s))
        return *std::move(built_in);
    const auto text = read_file(options.day, "--day office, flat, spike or");
    if (!text)
        return text.error();
    return parse_load_day(*text, options.day);
}

Result<void> set_database(const PlanOptions& options, PlanRequest& request) {
    auto database = capacity_of(options.database_capacity, "--database-capacity");
    if (!database)
        return database.error();
    request.database = *std::move(database);
    const auto visit_s = seconds_of(options.database_time, "--db-time");
    if (!visit_s)
        return visit_s.error();
    if (visit_s->has_value() != options.database_cores.has_value())
        return bad("half of a database", "--db-time, --db-cores", "give both, or none");
    if (*visit_s)
        request.stated_database = StatedDatabase{**visit_s, *options.database_cores};
    if (request.database && request.stated_database)
        return bad("a measured database and a stated one", "--database-capacity, --db-time",
                   "give one of the two");
    return {};
}

Result<void> set_pod(const PlanOptions& options, PlanRequest& request) {
    auto capacity = capacity_of(options.capacity, "--capacity");
    if (!capacity)
        return capacity.error();
    request.capacity = *std::move(capacity);
    request.per_pod_per_s = options.per_pod;
    const auto service_s = seconds_of(options.service_time, "--service-time");
    if (!service_s)
        return service_s.error();
    request.service_s = *service_s;
    const auto startup_s = seconds_of(options.startup, "--startup");
    if (!startup_s)
        return startup_s.error();
    request.startup_stated = startup_s->has_value();
    request.startup_s = startup_s->value_or(request.startup_s);
    request.memory_share = options.memory_share;
    if (request.memory_share)
        *request.memory_share /= 100.0;
    return {};
}

Result<void> set_bouncer(const PlanOptions& options, PlanRequest& request) {
    const auto endpoint = [](const std::string& text, const std::string& option, std::string& host,
                             std::uint32_t& port) -> Result<void> {
        const auto read = workloads::parse_endpoint(text, std::to_string(port), option);
        if (!read)
            return read.error();
        host = read->host;
        port = static_cast<std::uint32_t>(std::stoul(read->port));
        return {};
    };
    BouncerSettings& bouncer = request.bouncer;
    if (!options.bouncer_listen.empty())
        if (auto read = endpoint(options.bouncer_listen, "--pgbouncer-listen", bouncer.listen_host,
                                 bouncer.listen_port);
            !read)
            return read.error();
    if (!options.bouncer_server.empty())
        for (PooledDatabase& database : bouncer.databases)
            if (auto read = endpoint(options.bouncer_server, "--pgbouncer-server", database.host,
                                     database.port);
                !read)
                return read.error();
    if (!options.bouncer_auth_file.empty())
        bouncer.auth_file = options.bouncer_auth_file;
    return {};
}

void set_policy(const PlanOptions& options, HpaPolicy& policy) {
    policy.min_replicas = options.min_replicas;
    policy.max_replicas = options.max_replicas;
    policy.cpu_target = options.cpu_target / 100.0;
    policy.rate_target = options.requests_target;
    if (options.requests_target <= 0.0)
        policy.rate_target.reset();
}

}  // namespace

void add_plan_load_options(CLI::App& command, PlanOptions& options) {
    const auto number = [&](const char* name, auto& value, double low, double high,
                            const char* help, const char* group) {
        return command.add_option(name, value, help)->check(CLI::Range(low, high))->group(group);
    };
    const char* target = "Target";
    command.add_option("--phase", options.phase, "A documented phase: 1, 3 or 4 (S003-SLA-04..18)")
        ->group(target);
    number("--rate", options.rate, 1e-3, most, "Requests per second at the day's peak", target);
    number("--servers", options.servers, 0.0, most, "Registered servers", target);
    number("--audit-events", options.audit_events, 0.0, most, "Audit events per second at the peak",
           target);
    number("--db-queries", options.queries, 0.0, most, "Database queries per second at the peak",
           target);
    number("--cache-hit-rate", options.hit_rate, 0.0, 100.0, "Decisions found in a cache, %",
           target);
    number("--p95", options.p95_ms, 1e-3, most, "What p95 may be at most, ms", target);
    const char* pod = "A pod";
    command.add_option("--capacity", options.capacity, "capacity.json of sark-bench capacity")
        ->type_name("FILE")
        ->group(pod);
    number("--per-pod", options.per_pod, 1e-3, most,
           "Requests per second that a pod holds; wins over --capacity", pod);
    command
        .add_option("--service-time", options.service_time,
                    "Its mean service time, to simulate without --capacity")
        ->type_name("DURATION")
        ->group(pod);
    command.add_option("--startup", options.startup, "Until a new pod is ready (default 30s)")
        ->type_name("DURATION")
        ->group(pod);
    number("--memory-share", options.memory_share, 0.0, 100.0,
           "Of its memory that a pod uses, %, for the autoscaler's memory metric", pod);
    const char* scaler = "The autoscaler (S003-HPA-01)";
    command.add_option("--day", options.day, "office, flat, spike, or a CSV of time,rate")
        ->capture_default_str()
        ->group(scaler);
    number("--min-replicas", options.min_replicas, 1, 1'000'000, "Fewest pods", scaler)
        ->capture_default_str();
    number("--max-replicas", options.max_replicas, 1, 1'000'000, "Most pods", scaler)
        ->capture_default_str();
    number("--cpu-target", options.cpu_target, 1.0, 100.0, "CPU of a pod, %", scaler)
        ->capture_default_str();
    number("--requests-target", options.requests_target, 0.0, most,
           "Requests per second and pod; 0: no such metric", scaler)
        ->capture_default_str();
}

void add_plan_store_options(CLI::App& command, PlanOptions& options) {
    const char* database = "Database and pools";
    command
        .add_option("--database-capacity", options.database_capacity,
                    "capacity.json of a scenario of the database alone")
        ->type_name("FILE")
        ->group(database);
    command.add_option("--db-time", options.database_time, "Mean time of a query, when stated")
        ->type_name("DURATION")
        ->group(database);
    command.add_option("--db-cores", options.database_cores, "Cores of the database, when stated")
        ->check(CLI::Range(1, 100'000))
        ->group(database);
    command.add_option("--pool-size", options.pool_size, "Connections of a pod (default 20)")
        ->check(CLI::Range(0, 100'000))
        ->group(database);
    command.add_option("--max-overflow", options.max_overflow, "Further ones (default 10)")
        ->check(CLI::Range(0, 100'000))
        ->group(database);
    command.add_option("--reserved", options.reserved, "Connections for administration")
        ->check(CLI::Range(0, 100'000))
        ->capture_default_str()
        ->group(database);
    command
        .add_option("--max-connections", options.max_connections,
                    "max_connections of the server (default 200)")
        ->check(CLI::Range(1, 1'000'000))
        ->group(database);
    command.add_option("--retention", options.retention_days, "Days that audit events are kept")
        ->check(CLI::Range(0.0, 36'500.0))
        ->group(database);
    const char* bouncer = "pgbouncer.ini";
    command.add_option("--pgbouncer-listen", options.bouncer_listen, "Where PgBouncer listens")
        ->type_name("HOST:PORT")
        ->group(bouncer);
    command
        .add_option("--pgbouncer-server", options.bouncer_server,
                    "The server of both databases (default postgres and timescaledb)")
        ->type_name("HOST:PORT")
        ->group(bouncer);
    command.add_option("--pgbouncer-auth-file", options.bouncer_auth_file, "Its list of users")
        ->type_name("FILE")
        ->group(bouncer);
    command.add_option("--model-pods", options.model_pods, "Numbers of pods to simulate")
        ->delimiter(',')
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    refuse_negative(*command.add_option("--seed", options.seed, "Seed of the simulation")
                         ->capture_default_str());
    command.add_option("--out", options.out, "Directory of the plan's files")->type_name("DIR");
    command.add_flag("--quiet", options.quiet, "Print nothing but errors");
}

Result<PlanRequest> plan_request(const PlanOptions& options) {
    PlanRequest request;
    auto target = target_of(options);
    if (!target)
        return target.error();
    request.target = *std::move(target);
    auto day = day_of(options, request.target.rate.value);
    if (!day)
        return day.error();
    request.day = *std::move(day);
    for (auto* set : {&set_pod, &set_database, &set_bouncer})
        if (auto done = set(options, request); !done)
            return done.error();
    set_policy(options, request.policy);
    request.pool_stated = options.pool_size || options.max_overflow;
    request.pools.pool.base = options.pool_size.value_or(request.pools.pool.base);
    request.pools.pool.overflow = options.max_overflow.value_or(request.pools.pool.overflow);
    request.pools.reserved = options.reserved;
    request.max_connections_stated = options.max_connections.has_value();
    request.pools.max_connections = options.max_connections.value_or(request.pools.max_connections);
    if (options.retention_days)
        request.retention_days = stated(*options.retention_days, "days", "--retention");
    request.model_pods = options.model_pods;
    request.seed = options.seed;
    return request;
}

}  // namespace sark::cli
