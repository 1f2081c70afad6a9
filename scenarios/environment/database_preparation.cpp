#include "scenarios/environment/database_preparation.hpp"

#include <charconv>
#include <cstdio>

#include <poll.h>

#include "migrations/migrator.hpp"
#include "migrations/seeder.hpp"
#include "migrations/statistics_flush.hpp"

namespace sark::scenarios {

namespace {

void tell(const PreparationHooks& hooks, const std::string& line) {
    if (hooks.note)
        hooks.note(line);
}

bool stop_requested(const PreparationHooks& hooks) {
    return hooks.stop && hooks.stop();
}

std::string seconds_text(Nanos duration) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f s", to_seconds(duration));
    return text;
}

unsigned number_setting(postgres::Session& session, const std::string& name, unsigned fallback) {
    const std::string text = server_setting(session, name);
    unsigned value = fallback;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

bool autovacuum_is_idle(postgres::Session& session) {
    const auto rows = session.execute(
        "SELECT 1 FROM pg_stat_activity WHERE backend_type = 'autovacuum worker' LIMIT 1");
    return !rows || rows->empty();
}

/// To migrator and seeder, no systems would mean all.
Result<void> migrate_and_seed(postgres::Session& session, const std::vector<std::string>& systems,
                              const EnvironmentSpec& environment, const PreparationHooks& hooks) {
    if (systems.empty())
        return {};
    migrations::MigrateOptions migrate;
    migrate.systems = systems;
    migrate.index_set = environment.index_set;
    auto steps = migrations::migrate_up(session, migrate);
    if (!steps)
        return steps.error();
    std::size_t applied = 0;
    for (const auto& step : *steps)
        applied += step.action == migrations::StepReport::Action::applied ? 1 : 0;
    tell(hooks, applied > 0 ? "migrated: " + std::to_string(applied) + " steps"
                            : std::string("schemas are up to date"));

    migrations::SeedOptions seed;
    seed.dataset = environment.dataset;
    seed.systems = systems;
    seed.stop = hooks.stop;
    auto report = migrations::seed(session, seed);
    if (!report)
        return report.error();
    std::uint64_t rows = 0;
    for (const auto& table : report->tables) rows += table.rows;
    tell(hooks, report->already_seeded ? std::string("the data set is there already")
                                       : "seeded " + std::to_string(rows) + " rows in " +
                                             seconds_text(report->elapsed));
    return {};
}

/// Nothing to check where the environment names no set.
Result<void> require_index_set(postgres::Session& session, const std::vector<std::string>& systems,
                               const EnvironmentSpec& environment) {
    if (!environment.index_set)
        return {};
    const std::string wanted(migrations::name_of(*environment.index_set));
    for (const std::string& system : systems) {
        const auto recorded = migrations::recorded_index_set(session, system);
        if (!recorded)
            return recorded.error();
        if (*recorded == environment.index_set)
            continue;
        return Error{Errc::conflict,
                     *recorded
                         ? system + " has the index set " +
                               std::string(migrations::name_of(**recorded)) + ", not " + wanted
                         : "sark-bench did not make the indexes of " + system +
                               ", so they are not known to be the set " + wanted,
                     "environment.index_set",
                     *recorded ? "give it that set with sark-bench migrate --index-set " + wanted +
                                     ", or let the run prepare the data (without --keep-data)"
                               : "leave index_set out"};
    }
    return {};
}

}  // namespace

void settle(postgres::Session& session, bool managed, const PreparationHooks& hooks) {
    if (managed) {
        for (const char* statement : {"VACUUM", "CHECKPOINT"}) {
            if (stop_requested(hooks))
                return;
            if (auto done = session.execute(statement); !done)
                tell(hooks, std::string(statement) + " failed: " + done.error().message);
        }
    }
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (!autovacuum_is_idle(session) && !stop_requested(hooks) &&
           std::chrono::steady_clock::now() < deadline)
        poll(nullptr, 0, 100);
    migrations::flush_statistics(session);
}

Result<void> prepare_data(postgres::Session& session, const std::vector<std::string>& systems,
                          const EnvironmentSpec& environment, DataWork work,
                          const PreparationHooks& hooks) {
    if (!work.seed)
        return require_index_set(session, systems, environment);
    if (auto done = migrate_and_seed(session, systems, environment, hooks); !done)
        return done;
    settle(session, work.managed, hooks);
    return {};
}

std::vector<SettingSource> index_set_settings(postgres::Session& session,
                                              const std::vector<std::string>& systems,
                                              const EnvironmentSpec& environment, bool managed) {
    const std::string source = environment.index_set ? "scenario"
                               : managed             ? "sark-bench"
                                                     : "the database's";
    std::vector<SettingSource> settings;
    for (const std::string& system : systems) {
        const auto recorded = migrations::recorded_index_set(session, system);
        if (recorded && *recorded)
            settings.push_back({"postgresql.index_set." + system,
                                std::string(migrations::name_of(**recorded)), source});
    }
    return settings;
}

Result<void> check_server_budget(postgres::Session& session,
                                 const std::vector<ConnectionDemand>& demands) {
    // A pooler in front may not know these settings: PostgreSQL's defaults then.
    return check_connection_budget(demands, number_setting(session, "max_connections", 100),
                                   number_setting(session, "superuser_reserved_connections", 3));
}

std::string server_setting(postgres::Session& session, const std::string& name) {
    const auto rows = session.execute("SHOW " + session.quote_name(name));
    if (!rows || rows->empty() || rows->rows.front().empty())
        return "";
    return rows->rows.front().front().value_or("");
}

std::string timescale_words(postgres::Session& session) {
    const auto usable = migrations::has_extension(session, "timescaledb");
    if (!usable || !*usable)
        return "not there: daily partitions";
    const auto version = session.execute(
        "SELECT coalesce(installed_version, default_version) FROM pg_available_extensions "
        "WHERE name = 'timescaledb'");
    const auto licensed = migrations::has_extension(session, "timescale_license");
    const std::string number =
        version && !version->empty() ? version->rows[0][0].value_or("unknown") : "unknown";
    return number + (licensed && *licensed ? ", timescale licence" : ", apache licence");
}

}  // namespace sark::scenarios
