#include "migrations/seeder.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/postgres/session.hpp"
#include "migrations/ledger.hpp"
#include "migrations/migrator.hpp"
#include "migrations/seed/seed_parts.hpp"
#include "migrations/seed/table_copy.hpp"
#include "migrations/seed/table_plan.hpp"
#include "migrations/statistics_flush.hpp"

namespace sark::migrations {
namespace {

using Clock = std::chrono::steady_clock;

/// Names the dataset and, by its first word, the code that makes rows of it: change that word
/// whenever the rows of an unchanged dataset change.
std::string fingerprint(const workloads::DatasetSpec& d) {
    std::string text = fmt::format(
        "rows-2 seed={} users={} teams={} servers={} tools_per_server={} resources={} "
        "capabilities_per_resource={} principals={} federation_nodes={} cost_rows={} audit_rows={}",
        d.seed, d.users, d.teams, d.servers, d.tools_per_server, d.resources,
        d.capabilities_per_resource, d.principals, d.federation_nodes, d.cost_rows, d.audit_rows);
    // What is as usual is left out, as it was before there was a choice.
    const workloads::DatasetSpec usual;
    const auto add = [&](const char* name, auto value, auto usual_value) {
        if (value != usual_value)
            text += fmt::format(" {}={}", name, value);
    };
    add("owner_theta", d.owner_theta, usual.owner_theta);
    add("rare_share", d.rare_share, usual.rare_share);
    add("active_share", d.active_share, usual.active_share);
    add("json_keys", d.json_keys, usual.json_keys);
    add("event_days", d.event_days, usual.event_days);
    return text;
}

/// What completes a system after its rows are there; empty when nothing is left to do.
std::string finish_sql(std::string_view system, const workloads::DatasetSpec& dataset) {
    if (system == "sark_api")
        return "UPDATE sark_api.policies SET current_version_id = v.id "
               "FROM sark_api.policy_versions v WHERE v.policy_id = policies.id";
    if (system == "sark_v2")
        return fmt::format("SELECT setval('sark_v2.cost_tracking_id_seq', {}, false)",
                           dataset.cost_rows + 1);
    return {};
}

/// Whether the table still holds what seeding put there. Tables that runs add to may have grown to
/// three times that; beyond, measurements would depend on the runs before, and it is seeded anew.
bool still_seeded(const TablePlan& plan, std::uint64_t rows) {
    return plan.grows ? rows >= plan.rows && rows <= 3 * plan.rows : rows == plan.rows;
}

/// Seeds one system after the other on one session.
class Seeding {
 public:
    Seeding(postgres::Session& session, const SeedOptions& options)
        : session_(session), options_(options) {}

    Result<void> begin();
    Result<bool> check(const std::string& system);
    Result<void> fill(const std::string& system);
    const std::vector<std::string>& chosen() const { return chosen_; }
    std::vector<TableReport> take_tables() { return std::move(tables_); }

 private:
    Result<void> run(const std::string& sql, const postgres::Values& parameters = {});
    Result<std::uint64_t> number(const std::string& sql);
    Result<void> empty(const std::vector<TablePlan>& plans);
    Result<void> open_others();
    Result<SeedParts> parts_to_keep(const std::string& system, const std::vector<TablePlan>& plans);
    Result<void> copy(const TablePlan& plan, const SeedParts& done);
    Result<bool> has_routine(const std::string& signature);
    Result<void> refresh_summaries(const std::string& system);
    Result<void> vacuum(const std::vector<std::string>& tables);

    postgres::Session& session_;
    const SeedOptions& options_;
    SeedContext context_;
    std::vector<std::string> chosen_;
    std::vector<TableReport> tables_;
    std::vector<std::unique_ptr<postgres::Session>> others_;  ///< Beside session_, for copying.
};

Result<void> Seeding::run(const std::string& sql, const postgres::Values& parameters) {
    const auto done = session_.execute(sql, parameters);
    if (!done)
        return done.error();
    return {};
}

Result<std::uint64_t> Seeding::number(const std::string& sql) {
    const auto answer = session_.execute(sql);
    if (!answer)
        return answer.error();
    const std::string text = answer->rows[0][0].value_or("");
    std::uint64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc{})
        return Error{Errc::protocol, fmt::format("expected a number, got \"{}\"", text), "", ""};
    return value;
}

Result<void> Seeding::begin() {
    const auto ledger = read_ledger(session_);
    if (!ledger)
        return ledger.error();
    std::set<std::string> migrated;
    for (const auto& [key, checksum] : *ledger) migrated.insert(key.first);
    for (const std::string_view system : systems)
        if (options_.systems.empty() && migrated.count(std::string(system)) > 0)
            chosen_.emplace_back(system);
    for (const auto& system : options_.systems) {
        if (migrated.count(system) == 0)
            return Error{Errc::not_found, fmt::format("schema {} is not migrated", system), "",
                         "run \"sark-bench migrate up\" first"};
        chosen_.push_back(system);
    }
    if (chosen_.empty())
        return Error{Errc::not_found, "the database is not migrated", "",
                     "run \"sark-bench migrate up\" first"};
    const auto now = number("SELECT extract(epoch FROM date_trunc('second', now()))::bigint");
    if (!now)
        return now.error();
    context_ = {options_.dataset, static_cast<std::int64_t>(*now) * 1'000'000};
    return {};
}

Result<bool> Seeding::check(const std::string& system) {
    const auto day = [](std::int64_t offset) {
        return fmt::format("(now() AT TIME ZONE 'UTC')::date + {}", offset);
    };
    // One day more on the old side, should the day change while we seed.
    const auto in_parts = has_routine(system + ".ensure_partitions(date, date)");
    if (!in_parts)
        return in_parts.error();
    if (*in_parts) {
        const auto ensured = run(
            fmt::format("SELECT {}.ensure_partitions({}, {})", system,
                        day(-static_cast<std::int64_t>(options_.dataset.event_days) - 1), day(2)));
        if (!ensured)
            return ensured.error();
    }
    const auto known =
        session_.execute("SELECT dataset FROM sark_bench.datasets WHERE system = $1", {system});
    if (!known)
        return known.error();
    if (known->empty() || known->rows[0][0] != fingerprint(options_.dataset))
        return false;
    std::vector<TableReport> counted;
    for (const auto& plan : plan_system(system, options_.dataset)) {
        const auto rows = number("SELECT count(*) FROM " + plan.table);
        if (!rows)
            return rows.error();
        if (!still_seeded(plan, *rows))
            return false;
        counted.push_back({plan.table, *rows, Nanos{0}, 0});
    }
    tables_.insert(tables_.end(), counted.begin(), counted.end());
    return true;
}

/// Leaves tables alone that are empty already: TRUNCATE syncs every index of every partition, which
/// takes seconds on an ordinary disk.
Result<void> Seeding::empty(const std::vector<TablePlan>& plans) {
    std::vector<std::string> names;
    std::vector<std::string> filled;
    for (const auto& plan : plans) {
        names.push_back(plan.table);
        filled.push_back(fmt::format("EXISTS (SELECT FROM {})", plan.table));
    }
    const auto rows = session_.execute(fmt::format("SELECT {}", fmt::join(filled, " OR ")));
    if (!rows)
        return rows.error();
    if (rows->rows[0][0] != "t")
        return {};
    return run(fmt::format("TRUNCATE {}", fmt::join(names, ", ")));
}

/// The sessions that copy beside the first one, once something is to be copied.
Result<void> Seeding::open_others() {
    while (options_.connect && others_.size() + 1 < options_.workers) {
        auto session = options_.connect();
        if (!session)
            return session.error();
        if (const auto lifted = lift_statement_timeout(**session); !lifted)
            return lifted.error();
        others_.push_back(*std::move(session));
    }
    return {};
}

/// What an interrupted seeding of the same dataset left, as long as its tables hold exactly that;
/// otherwise nothing is kept: the tables are emptied.
Result<SeedParts> Seeding::parts_to_keep(const std::string& system,
                                         const std::vector<TablePlan>& plans) {
    if (const auto created = create_seed_parts(session_); !created)
        return created.error();
    auto parts = read_seed_parts(session_, system, fingerprint(options_.dataset));
    if (!parts)
        return parts.error();
    bool intact = parts->has_value();
    for (const TablePlan& plan : plans) {
        if (!intact)
            break;
        const auto rows = number("SELECT count(*) FROM " + plan.table);
        if (!rows)
            return rows.error();
        intact = *rows == (*parts)->rows_of(plan.table);
    }
    if (intact)
        return **std::move(parts);
    auto cleared = forget_seed_parts(session_, system);
    if (cleared)
        cleared = empty(plans);
    if (!cleared)
        return cleared.error();
    return SeedParts{context_.now_us, {}};
}

Result<void> Seeding::copy(const TablePlan& plan, const SeedParts& done) {
    const auto start = Clock::now();
    TableCopy how;
    how.sessions.push_back(&session_);
    for (const auto& other : others_) how.sessions.push_back(other.get());
    how.dataset = fingerprint(options_.dataset);
    how.stop = options_.stop;
    if (options_.on_progress)
        how.on_rows = [&](std::uint64_t rows) {
            options_.on_progress({plan.table, rows, plan.rows});
        };
    SeedContext context = context_;
    context.now_us = done.now_us;
    const auto rows = copy_table(how, plan, context, done);
    if (!rows) {
        Error error = rows.error();
        error.where = plan.table;
        return error;
    }
    tables_.push_back({plan.table, plan.rows, Clock::now() - start, *rows});
    if (options_.on_table)
        options_.on_table(tables_.back());
    return {};
}

Result<bool> Seeding::has_routine(const std::string& signature) {
    const auto there = session_.execute("SELECT to_regprocedure($1) IS NOT NULL", {signature});
    if (!there)
        return there.error();
    return there->rows[0][0] == "t";
}

/// A statement of its own, because continuous aggregates refuse a transaction.
Result<void> Seeding::refresh_summaries(const std::string& system) {
    const auto summaries = has_routine(system + ".refresh_summaries()");
    if (!summaries)
        return summaries.error();
    return *summaries ? run(fmt::format("CALL {}.refresh_summaries()", system)) : Result<void>();
}

/// Not ANALYZE alone: rows that COPY added to a GIN index wait in its list of pending entries,
/// which makes it look dear to the planner until somebody vacuums. What was copied is counted
/// before, or the statistics would add it to the rows that VACUUM found.
Result<void> Seeding::vacuum(const std::vector<std::string>& tables) {
    flush_statistics(session_);
    for (const auto& other : others_) flush_statistics(*other);
    return run(fmt::format("VACUUM (ANALYZE) {}", fmt::join(tables, ", ")));
}

Result<void> Seeding::fill(const std::string& system) {
    const auto plans = plan_system(system, options_.dataset);
    std::vector<std::string> names;
    std::uint64_t total = 0;
    for (const auto& plan : plans) {
        names.push_back(plan.table);
        total += plan.rows;
    }
    // The fingerprint goes first and comes last: whatever ends this early, the next call goes on.
    auto done = run("DELETE FROM sark_bench.datasets WHERE system = $1", {system});
    if (done)
        done = open_others();
    if (!done)
        return done;
    const auto parts = parts_to_keep(system, plans);
    if (!parts)
        return parts.error();
    for (auto plan = plans.begin(); done && plan != plans.end(); ++plan) done = copy(*plan, *parts);
    if (const auto sql = finish_sql(system, options_.dataset); done && !sql.empty())
        done = run(sql);
    if (done)
        done = refresh_summaries(system);
    if (done)
        done = vacuum(names);
    if (done)
        done = run("INSERT INTO sark_bench.datasets (system, dataset, rows) VALUES ($1, $2, $3)",
                   {system, fingerprint(options_.dataset), std::to_string(total)});
    if (done)
        done = forget_seed_parts(session_, system);
    return done;
}

}  // namespace

Result<SeedReport> seed(postgres::Session& session, const SeedOptions& options) {
    const auto start = Clock::now();
    const auto lock = WorkLock::take(session);
    if (!lock)
        return lock.error();
    if (const auto safe = require_ours_or_empty(session); !safe)
        return safe.error();
    Seeding seeding(session, options);
    if (const auto begun = seeding.begin(); !begun)
        return begun.error();
    SeedReport report;
    report.already_seeded = true;
    for (const auto& system : seeding.chosen()) {
        const auto there = seeding.check(system);
        if (!there)
            return there.error();
        if (*there)
            continue;
        report.already_seeded = false;
        if (const auto filled = seeding.fill(system); !filled)
            return filled.error();
    }
    report.tables = seeding.take_tables();
    report.elapsed = Clock::now() - start;
    return report;
}

}  // namespace sark::migrations
