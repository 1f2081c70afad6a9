#include "scenarios/meanwhile/meanwhile_job.hpp"

#include <chrono>
#include <cstdlib>
#include <utility>

#include <poll.h>

#include "scenarios/environment/child_process.hpp"
#include "scenarios/environment/postgres_binaries.hpp"
#include "scenarios/environment/postgres_probe.hpp"

namespace sark::scenarios {

namespace {

using Kind = MeanwhileSpec::Kind;

std::string megabytes(double bytes) {
    return std::to_string(static_cast<long long>(bytes / 1e6 + 0.5)) + " MB";
}

/// A single number of a statement; 0 when there is none.
double figure(postgres::Session& session, const std::string& sql) {
    const auto rows = session.execute(sql);
    if (!rows || rows->empty() || !rows->rows.front().front())
        return 0.0;
    return std::strtod(rows->rows.front().front()->c_str(), nullptr);
}

/// What a table's statistics say; a partitioned table's parts together.
struct TableState {
    double bytes = 0.0;
    double dead = 0.0;
    double autovacuums = 0.0;
};

TableState state_of(postgres::Session& session, const std::string& table) {
    const std::string parts = "(SELECT relid FROM pg_partition_tree('" + table +
                              "'::regclass) UNION SELECT '" + table + "'::regclass)";
    TableState state;
    state.bytes =
        figure(session, "SELECT sum(pg_relation_size(relid)) FROM " + parts + " AS parts");
    state.dead =
        figure(session, "SELECT sum(n_dead_tup) FROM pg_stat_user_tables WHERE relid IN " + parts);
    state.autovacuums = figure(
        session, "SELECT sum(autovacuum_count) FROM pg_stat_user_tables WHERE relid IN " + parts);
    return state;
}

/// libpq's tools beside the server's, else in PATH.
std::filesystem::path find_pg_dump() {
    if (const auto binaries = find_postgres_binaries()) {
        const auto beside = binaries->postgres.parent_path() / "pg_dump";
        std::error_code ignored;
        if (std::filesystem::exists(beside, ignored))
            return beside;
    }
    const char* path = std::getenv("PATH");
    return find_in_path("pg_dump", path != nullptr ? path : "");
}

/// Marks a session as the one whose statement may be cancelled, while it is in scope.
class Running {
 public:
    Running(std::atomic<int>& backend, const postgres::Session& session) : backend_(backend) {
        backend_ = session.backend_pid();
    }
    ~Running() { backend_ = 0; }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

 private:
    std::atomic<int>& backend_;
};

}  // namespace

std::string MeanwhileJob::index_name() const {
    return "sark_bench_meanwhile_" + std::to_string(number_);
}

std::string MeanwhileJob::statement() const {
    switch (spec_.kind) {
        case Kind::create_index:
            return std::string("CREATE INDEX ") + (spec_.concurrently ? "CONCURRENTLY " : "") +
                   index_name() + " ON " + spec_.table + " " + spec_.on;
        case Kind::vacuum:
            return std::string("VACUUM ") + (spec_.full ? "(FULL, ANALYZE) " : "(ANALYZE) ") +
                   spec_.table;
        case Kind::sql:
            return spec_.sql;
        case Kind::bloat:
            // Whole pages at random: cheap to choose, and every pass other rows.
            return "UPDATE " + spec_.table + " SET " + spec_.set +
                   " WHERE ctid = ANY(ARRAY(SELECT ctid FROM " + spec_.table +
                   " TABLESAMPLE SYSTEM (" + std::to_string(spec_.share * 100.0) + ")))";
        case Kind::lock:
            return "LOCK TABLE " + spec_.table + " IN ACCESS EXCLUSIVE MODE";
        case Kind::pg_dump:
        case Kind::fault:
            return "";
    }
    return "";
}

Result<std::string> MeanwhileJob::run(const MeanwhilePlace& place,
                                      const std::function<bool()>& stopped) {
    if (spec_.kind == Kind::pg_dump)
        return dump(place, stopped);
    auto session = postgres::Session::open(place.dsn);
    if (!session)
        return session.error();
    const Running running(backend_, **session);
    if (spec_.kind == Kind::lock)
        return lock(**session, stopped);
    return spec_.kind == Kind::bloat ? bloat(**session, stopped) : run_statement(**session);
}

Result<std::string> MeanwhileJob::lock(postgres::Session& session,
                                       const std::function<bool()>& stopped) const {
    const auto asked = std::chrono::steady_clock::now();
    for (const std::string& step : {std::string("BEGIN"), statement()})
        if (auto done = session.execute(step); !done)
            return done.error();
    const auto got = std::chrono::steady_clock::now();
    const auto end = asked + spec_.length;
    while (!stopped() && std::chrono::steady_clock::now() < end) poll(nullptr, 0, 5);
    if (auto done = session.execute("ROLLBACK"); !done)
        return done.error();
    const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(got - asked).count();
    return spec_.table + " was locked against everybody, after a wait of " +
           std::to_string(waited) + " ms";
}

Result<std::string> MeanwhileJob::run_statement(postgres::Session& session) const {
    const TableState before =
        spec_.kind == Kind::vacuum ? state_of(session, spec_.table) : TableState();
    auto done = session.execute(statement());
    if (!done)
        return done.error();
    if (spec_.kind == Kind::create_index)
        return index_name() + " of " +
               megabytes(figure(session,
                                "SELECT pg_relation_size(c.oid) FROM pg_class c WHERE relname = '" +
                                    index_name() + "'"));
    if (spec_.kind != Kind::vacuum)
        return std::string();
    const TableState after = state_of(session, spec_.table);
    return "table " + megabytes(before.bytes) + " -> " + megabytes(after.bytes);
}

Result<std::string> MeanwhileJob::bloat(postgres::Session& session,
                                        const std::function<bool()>& stopped) const {
    const TableState before = state_of(session, spec_.table);
    const auto end = std::chrono::steady_clock::now() + spec_.length;
    std::uint64_t rows = 0;
    std::uint64_t passes = 0;
    std::uint64_t again = 0;
    while (!stopped() && std::chrono::steady_clock::now() < end) {
        const auto updated = session.count_rows(statement());
        if (updated) {
            rows += *updated;
            ++passes;
        } else if (updated.error().code == Errc::conflict) {
            ++again;  // a deadlock with the load: it is the load's turn
        } else {
            return updated.error();
        }
    }
    const TableState after = state_of(session, spec_.table);
    std::string text =
        std::to_string(rows) + " row versions in " + std::to_string(passes) + " passes, table " +
        megabytes(before.bytes) + " -> " + megabytes(after.bytes) + ", " +
        std::to_string(static_cast<long long>(after.dead)) + " dead rows left, " +
        std::to_string(static_cast<long long>(after.autovacuums - before.autovacuums)) +
        " autovacuum runs";
    if (again > 0)
        text += ", " + std::to_string(again) + " passes given up to a deadlock";
    return text;
}

Result<std::string> MeanwhileJob::dump(const MeanwhilePlace& place,
                                       const std::function<bool()>& stopped) const {
    const auto program = find_pg_dump();
    if (program.empty())
        return Error{Errc::unavailable, "pg_dump not found", "",
                     "apt-get install postgresql-client"};
    auto variables = libpq_environment(place.dsn);
    if (!variables)
        return variables.error();
    const bool keeps = !place.directory.empty();
    const std::filesystem::path file =
        keeps ? place.directory / (spec_.name + ".dump") : std::filesystem::path("/dev/null");
    ChildOptions child;
    child.name = "pg_dump";
    child.command = {program.string(), "--format=custom", "--no-password",
                     "--file=" + file.string()};
    if (!keeps)  // what is no file cannot be flushed, and pg_dump would fail for that at its end
        child.command.emplace_back("--no-sync");
    child.environment = plain_environment();
    child.environment.insert(child.environment.end(), variables->begin(), variables->end());
    child.log =
        keeps ? place.directory / (spec_.name + ".log") : std::filesystem::path("/dev/null");
    // Tied to this thread, which outlives it.
    auto process = ChildProcess::start(child);
    if (!process)
        return process.error();
    while (process->running() && !stopped()) process->wait(std::chrono::milliseconds(50));
    if (process->running()) {
        process->stop(std::chrono::seconds(2));
        return Error{Errc::interrupted, "pg_dump was stopped", "", ""};
    }
    if (process->exit_status() != 0)
        return process->failure();
    std::error_code unknown;
    const auto bytes = std::filesystem::file_size(file, unknown);
    std::string text = unknown || !keeps ? "" : megabytes(static_cast<double>(bytes)) + " dumped";
    if (keeps)
        std::filesystem::remove(file, unknown);
    return text;
}

void MeanwhileJob::cancel(const MeanwhilePlace& place) const {
    const int backend = backend_;
    if (backend == 0)
        return;
    if (auto session = postgres::Session::open(place.dsn))
        static_cast<void>(
            (*session)->execute("SELECT pg_cancel_backend($1)", {std::to_string(backend)}));
}

void MeanwhileJob::undo(const MeanwhilePlace& place) const {
    if (spec_.kind != Kind::create_index)
        return;
    const std::string schema = spec_.table.substr(0, spec_.table.find('.'));
    if (auto session = postgres::Session::open(place.dsn))
        static_cast<void>(
            (*session)->execute("DROP INDEX IF EXISTS " + schema + "." + index_name()));
}

}  // namespace sark::scenarios
