#include <cstdlib>
#include <utility>

#include "scenarios/environment/core_pools.hpp"
#include "scenarios/environment/database_preparation.hpp"
#include "scenarios/environment/database_routes.hpp"
#include "scenarios/environment/endpoint_safety.hpp"
#include "scenarios/environment/environment_parts.hpp"
#include "scenarios/environment/given_services.hpp"
#include "scenarios/environment/host_facts.hpp"
#include "scenarios/environment/redis_probe.hpp"
#include "scenarios/environment/server_settings.hpp"
#include "scenarios/environment/service_needs.hpp"
#include "scenarios/evidence/auto_explain.hpp"

namespace sark::scenarios {

namespace {

void apply(const AuditSettings& settings, AuditWriterOptions& writer) {
    writer.ack = settings.ack.value_or(writer.ack);
    writer.overflow = settings.overflow.value_or(writer.overflow);
    writer.batch_size = settings.batch_size.value_or(static_cast<unsigned>(writer.batch_size));
    writer.queue_capacity = settings.queue.value_or(static_cast<unsigned>(writer.queue_capacity));
}

/// One preparation: its steps in order, each filling the parts further.
class Preparation {
 public:
    Preparation(const Scenario& scenario, const EnvironmentOptions& options)
        : scenario_(scenario),
          options_(options),
          needs_(service_needs(scenario, options)),
          hooks_{options.note, options.stop},
          parts_(std::make_unique<EnvironmentParts>()) {
        parts_->evidence = options.evidence;
    }

    Result<std::unique_ptr<EnvironmentParts>> run() {
        describe_host();
        using Stage = Result<void> (Preparation::*)();
        for (const Stage stage :
             {&Preparation::check_safety, &Preparation::resolve_pool, &Preparation::make_directory,
              &Preparation::start_postgres, &Preparation::start_redis,
              &Preparation::prepare_database, &Preparation::prepare_audit_database,
              &Preparation::route_database, &Preparation::start_api, &Preparation::start_own_target,
              &Preparation::open_core, &Preparation::identify}) {
            if (options_.stop && options_.stop())
                return Error{Errc::interrupted, "stopped during preparation", "", ""};
            if (auto done = (this->*stage)(); !done)
                return done.error();
        }
        describe_target();
        return std::move(parts_);
    }

 private:
    void tell(const std::string& line) const {
        if (options_.note)
            options_.note(line);
    }
    [[nodiscard]] bool separate_audit() const {
        return !options_.audit_dsn.empty() && options_.audit_dsn != parts_->target.postgres_dsn;
    }

    [[nodiscard]] bool spools() const {
        return needs_.core && scenario_.environment.audit.ack == AckLevel::spool;
    }

    Result<void> check_safety() {
        if (auto safe = check_endpoints(options_, &std::getenv); !safe)
            return safe;
        return check_routes(scenario_, options_);
    }

    Result<void> resolve_pool() {
        if (!needs_.pools())
            return {};
        auto resolved =
            resolve_core_pools(scenario_.environment, options_, separate_audit(), &std::getenv);
        if (!resolved)
            return resolved.error();
        pools_ = *std::move(resolved);
        parts_->description.settings = pools_.sources;
        return {};
    }

    Result<void> make_directory() {
        const bool stores =
            (needs_.postgres && options_.dsn.empty()) || (needs_.redis && options_.redis.empty());
        if (!stores && !needs_.api_child && options_.command.empty() && !spools())
            return {};
        if (stores) {
            auto user = find_service_user();
            if (!user)
                return user.error();
            user_ = std::move(*user);
        }
        auto directory = RunDirectory::create(RunDirectory::usual_parents(), user_);
        if (!directory)
            return directory.error();
        parts_->directory.emplace(std::move(*directory));
        return {};
    }

    Result<void> start_postgres() {
        workloads::Target& target = parts_->target;
        target.postgres_dsn = options_.dsn;
        target.audit_dsn = options_.audit_dsn;
        if (!needs_.postgres || !options_.dsn.empty())
            return {};
        tell("starting a private PostgreSQL server");
        auto place = parts_->directory->make_private("postgres", user_);
        if (!place)
            return place.error();
        ManagedPostgresOptions start;
        start.durable = scenario_.environment.durable;
        start.statistics = options_.evidence;
        auto settings = managed_settings(scenario_.environment, host_size());
        if (!settings)
            return settings.error();
        start.settings = *std::move(settings);
        start.user = user_;
        start.stop = options_.stop;
        auto server = ManagedPostgres::start(*place, start);
        if (!server)
            return server.error();
        parts_->postgres = std::move(*server);
        target.postgres_dsn = parts_->postgres->dsn();
        return {};
    }

    Result<void> start_redis() {
        workloads::Target& target = parts_->target;
        target.redis = options_.redis;
        target.redis_password = options_.redis_password;
        if (!needs_.redis)
            return {};
        if (options_.redis.empty()) {
            tell("starting a private Redis server");
            auto place = parts_->directory->make_private("redis", user_);
            if (!place)
                return place.error();
            auto server = ManagedRedis::start(*place, user_, options_.stop,
                                              scenario_.environment.redis_settings);
            if (!server)
                return server.error();
            parts_->redis = std::move(*server);
            target.redis = parts_->redis->endpoint();
            target.redis_password.clear();
        }
        const auto info = redis_info(target.redis, target.redis_password);
        if (!info)
            return info.error();
        const auto version = info->find("redis_version");
        add_service("redis", version != info->end() ? version->second : "unknown version",
                    parts_->redis ? "managed, unix socket, no persistence" : target.redis);
        return {};
    }

    Result<void> prepare_database() {
        if (!needs_.postgres)
            return {};
        auto session = postgres::Session::open(parts_->target.postgres_dsn);
        if (!session)
            return session.error();
        parts_->observer = std::move(*session);
        describe_postgres();
        demands_ = connection_demands(scenario_, needs_, pools_.database, separate_audit());
        if (auto fits = check_server_budget(*parts_->observer, demands_.main); !fits)
            return fits;
        if (auto filled =
                fill(*parts_->observer, systems_of(scenario_, needs_, separate_audit(), false),
                     parts_->postgres != nullptr);
            !filled)
            return filled;
        ready_for_evidence();
        return {};
    }

    /// What a server of our own needs to tell more of itself. Not having it is no failure.
    void ready_for_evidence() {
        if (!options_.evidence)
            return;
        if (!parts_->postgres) {
            parts_->why_no_sampled_plans = "only a managed server is made to log its plans";
            return;
        }
        // Refused where the server did not load the library; the evidence says so then.
        static_cast<void>(
            parts_->observer->execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements"));
        if (auto sampling = sample_plans(*parts_->observer); !sampling)
            parts_->why_no_sampled_plans = sampling.error().message;
    }

    Result<void> prepare_audit_database() {
        if (!needs_.postgres || !separate_audit())
            return {};
        auto session = postgres::Session::open(options_.audit_dsn);
        if (!session)
            return session.error();
        if (auto fits = check_server_budget(**session, demands_.audit); !fits)
            return fits;
        add_service("postgresql (audit)", server_setting(**session, "server_version"),
                    postgres::redact_dsn(options_.audit_dsn));
        return fill(**session, systems_of(scenario_, needs_, true, true), false);
    }

    Result<void> fill(postgres::Session& session, const std::vector<std::string>& systems,
                      bool managed) {
        const EnvironmentSpec& spec = scenario_.environment;
        if (auto ready = prepare_data(session, systems, spec, {options_.seed, managed}, hooks_);
            !ready)
            return ready;
        for (SettingSource& one : index_set_settings(session, systems, spec, managed))
            parts_->description.settings.push_back(std::move(one));
        return {};
    }

    Result<void> route_database() {
        return needs_.postgres ? open_routes(*parts_, scenario_, options_, user_) : Result<void>();
    }

    Result<void> start_api() {
        parts_->target.http_url = options_.url;
        if (!needs_.api_child)
            return {};
        tell("starting the API server");
        ManagedApiOptions start;
        start.settings_profile = scenario_.environment.settings_profile;
        start.settings = scenario_.environment.api_options;
        if (const auto& opa = scenario_.environment.opa) {
            auto stand_in = OpaStandIn::start(opa->delay);
            if (!stand_in)
                return stand_in.error();
            parts_->opa = *std::move(stand_in);
            start.opa_url = parts_->opa->url();
            start.opa = *opa;
            add_service("opa", "stand-in", "allows all, in this process");
        }
        start.program = options_.program;
        start.threads = scenario_.environment.api_threads;
        start.pool = pools_.database.primary;
        start.audit_pool = pools_.database.audit;
        start.read_pool = pools_.database.read;
        start.audit = scenario_.environment.audit;
        start.arguments = options_.api_arguments;
        start.variables = options_.variables;
        if (!options_.api.jwt_secret.empty())
            start.variables.push_back("SARK_JWT_SECRET=" + options_.api.jwt_secret);
        start.dsn = parts_->target.postgres_dsn;
        start.audit_dsn = parts_->target.audit_dsn;
        start.read_dsn = parts_->target.read_dsn;
        start.redis = parts_->target.redis;
        start.redis_password = parts_->target.redis_password;
        start.stop = options_.stop;
        auto server = ManagedApi::start(parts_->directory->path(), start);
        if (!server)
            return server.error();
        parts_->api = std::move(*server);
        parts_->target.http_url = parts_->api->url();
        add_service("api", "reference core", std::to_string(start.threads) + " threads, loopback");
        return {};
    }

    Result<void> identify() {
        return show_identity(options_.api, scenario_, SystemTime().utc_now(), parts_->target);
    }

    Result<void> start_own_target() {
        if (options_.command.empty())
            return {};
        if (!scenario_.environment.needs_api)
            return Error{Errc::invalid_argument, "the scenario has no http load for this target",
                         options_.command, "add a load whose operations use http"};
        tell("starting the target");
        auto target = ManagedTarget::start(parts_->directory->path(),
                                           {options_.command, options_.variables, options_.stop});
        if (!target)
            return target.error();
        parts_->own_target = std::move(*target);
        parts_->target.http_url = parts_->own_target->url();
        add_service("target", "started by a command", options_.command);
        return {};
    }

    Result<void> open_core() {
        if (!needs_.core)
            return {};
        CoreOptions open;
        open.dsn = parts_->target.postgres_dsn;
        open.audit_dsn = parts_->target.audit_dsn;
        open.redis = parts_->target.redis;
        open.redis_password = parts_->target.redis_password;
        open.redis_pool = pools_.redis;
        open.pool = pools_.database.primary;
        open.audit_pool = pools_.database.audit;
        open.read_dsn = parts_->target.read_dsn;
        open.read_pool = pools_.database.read;
        apply(scenario_.environment.audit, open.audit);
        if (spools())
            open.audit_spool.directory = (parts_->directory->path() / "core-spool").string();
        auto core = ReferenceCore::open(open);
        if (!core)
            return core.error();
        parts_->core = std::move(*core);
        parts_->target.core = parts_->core.get();
        add_service("core", "reference core", "in this process");
        return {};
    }

    void add_service(const std::string& name, const std::string& version, const std::string& how) {
        parts_->description.services.emplace_back(name, version + ", " + how);
    }

    void describe_host() {
        Environment& description = parts_->description;
        description.facts = host_facts();
        description.cpus = usable_cpus();
        description.load_1m = load_average_1m().value_or(0.0);
    }

    void describe_postgres() {
        postgres::Session& session = *parts_->observer;
        std::string how = parts_->postgres ? "managed, unix socket" : "";
        if (parts_->postgres && !scenario_.environment.durable)
            how += ", NOT durable (fsync off)";
        if (!parts_->postgres)
            how = postgres::redact_dsn(options_.dsn);
        add_service("postgresql", server_setting(session, "server_version"), how);
        for (const char* name : {"fsync", "synchronous_commit", "full_page_writes",
                                 "shared_buffers", "max_connections", "shared_preload_libraries"}) {
            if (std::string value = server_setting(session, name); !value.empty())
                parts_->description.facts.emplace_back(std::string("postgresql.") + name, value);
        }
        parts_->description.facts.emplace_back("postgresql.timescaledb", timescale_words(session));
        if (const std::string& profile = scenario_.environment.pg_profile; !profile.empty())
            parts_->description.facts.emplace_back(
                "postgresql.profile",
                profile + (parts_->postgres ? "" : " (compared, not applied: a given server)"));
        for (SettingSource& setting : server_settings(session, scenario_.environment, host_size(),
                                                      parts_->postgres != nullptr))
            parts_->description.settings.push_back(std::move(setting));
    }

    void describe_target() {
        Environment& description = parts_->description;
        if (!options_.url.empty() && scenario_.environment.needs_api)
            add_service("api", "given", options_.url);
        const bool foreign_api =
            scenario_.environment.needs_api && !needs_.api_child && !parts_->own_target;
        const bool foreign_postgres = needs_.postgres && !parts_->postgres;
        const bool foreign_redis = needs_.redis && !parts_->redis;
        const bool foreign_audit = needs_.postgres && separate_audit();
        find_processes({foreign_api ? options_.url : "", foreign_redis ? options_.redis : "",
                        foreign_postgres ? options_.dsn : "",
                        foreign_audit ? options_.audit_dsn : "",
                        needs_.postgres ? options_.read_dsn : ""});
        description.managed = !foreign_api && !foreign_postgres && !foreign_redis &&
                              !foreign_audit && options_.read_dsn.empty();
        description.shares_host = parts_->postgres || parts_->redis || parts_->api ||
                                  parts_->own_target || parts_->core || foreign_target_is_here();
    }

    void find_processes(const GivenServices& given) {
        auto& processes = parts_->service_processes;
        processes = processes_of(given);
        if (!processes)
            return;
        const std::vector<pid_t> own = managed_processes(*parts_);
        processes->insert(processes->end(), own.begin(), own.end());
    }

    /// Whether any address that was given and is used is on this machine.
    [[nodiscard]] bool foreign_target_is_here() const {
        if (scenario_.environment.needs_api && check_url_safety(options_.url, ""))
            return true;
        if (needs_.redis && check_redis_safety(options_.redis, ""))
            return true;
        return needs_.postgres && check_postgres_safety(options_.dsn, "", "", &std::getenv);
    }

    const Scenario& scenario_;
    const EnvironmentOptions& options_;
    ServiceNeeds needs_;
    PreparationHooks hooks_;
    std::unique_ptr<EnvironmentParts> parts_;
    std::optional<ServiceUser> user_;
    CorePools pools_;
    DatabaseDemands demands_;
};

}  // namespace

Result<std::unique_ptr<EnvironmentParts>> prepare_parts(const Scenario& scenario,
                                                        const EnvironmentOptions& options) {
    return Preparation(scenario, options).run();
}

}  // namespace sark::scenarios
