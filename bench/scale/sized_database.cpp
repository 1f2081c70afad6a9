#include "bench/scale/sized_database.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include <fmt/format.h>

#include "migrations/migrator.hpp"
#include "migrations/seeder.hpp"
#include "scenarios/environment/database_preparation.hpp"
#include "workloads/data/hash.hpp"

namespace sark::bench {

namespace {

using Clock = std::chrono::steady_clock;

scenarios::Scenario place() {
    scenarios::Scenario scenario;
    scenario.name = "scale";
    scenario.environment.needs_postgres = true;
    return scenario;
}

}  // namespace

Result<std::unique_ptr<SizedDatabase>> SizedDatabase::start(const std::vector<std::string>& systems,
                                                            const workloads::DatasetSpec& dataset,
                                                            const ScaleHooks& hooks) {
    std::unique_ptr<SizedDatabase> database(new SizedDatabase(dataset));
    scenarios::EnvironmentOptions how;
    how.seed = false;  // here, by more than one session
    how.stop = hooks.stop;
    auto environment = scenarios::TestEnvironment::prepare(place(), how);
    if (!environment)
        return environment.error();
    database->environment_ = *std::move(environment);
    auto session = postgres::Session::open(database->dsn());
    if (!session)
        return session.error();
    database->session_ = *std::move(session);
    if (auto filled = database->fill(systems, hooks); !filled)
        return filled.error();
    return database;
}

Result<void> SizedDatabase::fill(const std::vector<std::string>& systems, const ScaleHooks& hooks) {
    migrations::MigrateOptions migrate;
    migrate.systems = systems;
    if (auto migrated = migrations::migrate_up(*session_, migrate); !migrated)
        return migrated.error();
    migrations::SeedOptions seed;
    seed.dataset = dataset_;
    seed.systems = systems;
    seed.stop = hooks.stop;
    seed.workers = 2;
    seed.connect = [this] { return postgres::Session::open(dsn()); };
    auto seeded = migrations::seed(*session_, seed);
    if (!seeded)
        return seeded.error();
    for (const migrations::TableReport& table : seeded->tables) {
        seeded_rows_ += table.rows;
        seeded_s_ += to_seconds(table.elapsed);
    }
    scenarios::settle(*session_, true, {hooks.note, hooks.stop});
    const auto bytes = session_->execute("SELECT pg_database_size(current_database())");
    if (!bytes)
        return bytes.error();
    bytes_ = std::strtoull(bytes->rows[0][0].value_or("0").c_str(), nullptr, 10);
    return {};
}

Result<void> SizedDatabase::prepare(const std::vector<SizedOperation>& operations) {
    for (const SizedOperation& operation : operations) {
        const auto prepared =
            session_->execute(fmt::format("PREPARE {} AS {}", operation.name, operation.sql));
        if (!prepared)
            return prepared.error();
    }
    return {};
}

Result<double> SizedDatabase::execute(const SizedOperation& operation) {
    std::string keys;
    for (std::size_t i = 0; i < operation.keys.size(); ++i) {
        const auto entity = operation.keys[i];
        const auto index =
            workloads::draw(dataset_.seed, executions_, i) % workloads::count_of(dataset_, entity);
        keys += (keys.empty() ? "(" : ", ") +
                session_->quote(workloads::id_of(dataset_.seed, entity, index));
    }
    ++executions_;
    const std::string statement =
        fmt::format("EXECUTE {}{}{}", operation.name, keys, keys.empty() ? "" : ")");
    const auto begin = Clock::now();
    const auto rows = session_->count_rows(statement);
    const double elapsed = to_seconds(Clock::now() - begin);
    if (!rows)
        return rows.error();
    if (*rows < operation.rows_min)
        return Error{Errc::internal,
                     fmt::format("{} rows instead of at least {}", *rows, operation.rows_min),
                     std::string(operation.name), ""};
    return elapsed * 1e3;
}

Result<double> SizedDatabase::round(const SizedOperation& operation, Nanos length) {
    if (const auto warm = execute(operation); !warm)
        return warm.error();
    std::vector<double> times;
    const auto begin = Clock::now();
    do {
        const auto time = execute(operation);
        if (!time)
            return time.error();
        times.push_back(*time);
    } while (Clock::now() - begin < length);
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::ranges::nth_element(times, middle);
    return *middle;
}

}  // namespace sark::bench
