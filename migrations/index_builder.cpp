#include "migrations/index_builder.hpp"

#include <chrono>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/postgres/session.hpp"
#include "migrations/index_progress.hpp"
#include "migrations/migrator.hpp"

namespace sark::migrations {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view lock_not_available = "55P03";

constexpr const char* indexes_sql = R"(
SELECT c.relname, i.indisvalid, c.relispartition, pg_get_indexdef(c.oid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1)";

constexpr const char* partitioned_sql = R"(
SELECT n.nspname || '.' || c.relname
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relkind = 'p')";

constexpr const char* hypertables_sql = R"(
SELECT hypertable_schema || '.' || hypertable_name
FROM timescaledb_information.hypertables WHERE hypertable_schema = $1)";

constexpr const char* partitions_sql = R"(
SELECT n.nspname || '.' || c.relname, c.relname
FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE h.inhparent = $1::regclass ORDER BY 2)";

/// Partitions made since the parent's index have their part already.
constexpr const char* unindexed_partitions_sql = R"(
SELECT n.nspname || '.' || c.relname, c.relname
FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE h.inhparent = $1::regclass
  AND NOT EXISTS (SELECT FROM pg_index i JOIN pg_inherits part ON part.inhrelid = i.indexrelid
                  WHERE i.indrelid = c.oid AND part.inhparent = $2::regclass)
ORDER BY 2)";

}  // namespace

Result<std::vector<IndexReport>> IndexBuilder::apply(IndexSet set) {
    if (const auto read = read_state(); !read)
        return read.error();
    Result<void> done;
    if (mode_ == Mode::at_once && !work_.dry_run) {
        done = session_.transaction([&] { return change(set); });
    } else {
        std::optional<ProgressWatch> watch;
        if (work_.on_progress && work_.connect && !work_.dry_run) {
            auto second = work_.connect();
            if (!second)
                return second.error();
            watch.emplace(std::move(*second), session_.backend_pid(), work_.on_progress);
        }
        done = change(set);
    }
    if (!done)
        return done.error();
    return std::move(reports_);
}

Result<void> IndexBuilder::read_state() {
    found_.clear();
    recorded_.clear();
    const auto indexes = session_.execute(indexes_sql, {system_});
    if (!indexes)
        return indexes.error();
    for (const auto& row : indexes->rows)
        found_[row[0].value_or("")] = {row[1] == "t", row[2] == "t", row[3].value_or("")};
    const auto ledger = session_.execute("SELECT to_regclass('sark_bench.indexes') IS NOT NULL");
    if (!ledger)
        return ledger.error();
    if (ledger->rows[0][0] == "t") {
        const auto records = session_.execute(
            "SELECT name, checksum, definition FROM sark_bench.indexes WHERE system = $1",
            {system_});
        if (!records)
            return records.error();
        for (const auto& row : records->rows)
            recorded_[row[0].value_or("")] = {row[1].value_or(""), row[2].value_or("")};
    }
    return read_forms();
}

Result<void> IndexBuilder::read_forms() {
    const auto partitioned = session_.execute(partitioned_sql, {system_});
    if (!partitioned)
        return partitioned.error();
    for (const auto& row : partitioned->rows) forms_[row[0].value_or("")] = TableForm::partitioned;
    const auto timescale =
        session_.execute("SELECT to_regclass('timescaledb_information.hypertables') IS NOT NULL");
    if (!timescale)
        return timescale.error();
    if (timescale->rows[0][0] != "t")
        return {};
    const auto hypertables = session_.execute(hypertables_sql, {system_});
    if (!hypertables)
        return hypertables.error();
    for (const auto& row : hypertables->rows) forms_[row[0].value_or("")] = TableForm::hypertable;
    return {};
}

TableForm IndexBuilder::form(const std::string& table) const {
    const auto known = forms_.find(table);
    return known == forms_.end() ? TableForm::plain : known->second;
}

Result<bool> IndexBuilder::extension(const std::string& name) {
    const auto known = extensions_.find(name);
    if (known != extensions_.end())
        return known->second;
    // The steps before create it; a dry run only asks whether they could.
    if (work_.dry_run)
        return has_extension(session_, name);
    const auto there = session_.execute(
        "SELECT nspname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace "
        "WHERE extname = $1",
        {name});
    if (!there)
        return there.error();
    extensions_[name] = !there->empty();
    return !there->empty();
}

std::string IndexBuilder::reason_to_drop(const IndexDefinition& definition, IndexSet set) const {
    const auto found = found_.find(definition.name);
    if (found == found_.end() || found->second.attached)
        return {};
    if (!belongs_to(definition, set))
        return fmt::format("not in the set {}", name_of(set));
    if (!found->second.valid)
        return "invalid: an earlier build was interrupted";
    const auto recorded = recorded_.find(definition.name);
    if (recorded == recorded_.end() || recorded->second.checksum != definition.checksum ||
        recorded->second.definition != found->second.definition)
        return "built from another definition";
    return {};
}

Result<void> IndexBuilder::change(IndexSet set) {
    std::vector<IndexDefinition> definitions;
    for (auto& definition : shipped_indexes())
        if (definition.system == system_)
            definitions.push_back(std::move(definition));
    for (const auto& definition : definitions) {
        if (const auto reason = reason_to_drop(definition, set); !reason.empty())
            if (const auto done = drop(definition, reason); !done)
                return done;
        if (const auto done = drop_orphans(definition); !done)
            return done;
    }
    for (const auto& definition : definitions) {
        if (!belongs_to(definition, set))
            continue;
        if (found_.count(definition.name) > 0) {
            report(definition, Action::kept);
            continue;
        }
        if (!definition.requires_extension.empty()) {
            const auto usable = extension(definition.requires_extension);
            if (!usable)
                return usable.error();
            if (!*usable) {
                report(definition, Action::skipped,
                       fmt::format("extension {} is not available", definition.requires_extension));
                continue;
            }
        }
        if (const auto done = create(definition); !done)
            return done;
    }
    if (work_.dry_run)
        return {};
    const auto noted = session_.execute(
        "INSERT INTO sark_bench.index_sets (system, name) VALUES ($1, $2) "
        "ON CONFLICT (system) DO UPDATE SET name = excluded.name, set_at = now()",
        {system_, std::string(name_of(set))});
    if (!noted)
        return noted.error();
    return {};
}

Result<void> IndexBuilder::run(const std::string& sql) {
    if (work_.on_sql)
        work_.on_sql(sql);
    if (work_.dry_run)
        return {};
    const auto done = session_.execute(sql);
    if (!done)
        return done.error();
    return {};
}

Result<void> IndexBuilder::run_briefly(const std::string& sql) {
    if (mode_ == Mode::at_once || work_.dry_run)
        return run(sql);
    if (work_.on_sql)
        work_.on_sql(sql);
    const auto timeout = session_.execute("SET lock_timeout = '1s'");
    if (!timeout)
        return timeout.error();
    Result<void> done;
    for (int attempt = 0; attempt < lock_attempts_; ++attempt) {
        const auto tried = session_.execute(sql);
        done = tried ? Result<void>() : Result<void>(tried.error());
        if (done || session_.last_sqlstate() != lock_not_available)
            break;
    }
    if (session_.alive())
        (void)session_.execute("RESET lock_timeout");
    return done;
}

Result<void> IndexBuilder::drop(const IndexDefinition& definition, const std::string& reason) {
    // Neither a partitioned index nor one of a hypertable can be dropped concurrently; what writers
    // wait for here is the catalog's change, not the table's size.
    const bool slowly = mode_ == Mode::concurrently && form(definition.table) == TableForm::plain;
    const std::string sql =
        fmt::format("DROP INDEX {}{}.{}", slowly ? "CONCURRENTLY " : "", system_, definition.name);
    const auto done = slowly ? run(sql) : run_briefly(sql);
    if (!done)
        return done;
    if (!work_.dry_run) {
        const auto forgotten =
            session_.execute("DELETE FROM sark_bench.indexes WHERE system = $1 AND name = $2",
                             {system_, definition.name});
        if (!forgotten)
            return forgotten.error();
    }
    found_.erase(definition.name);
    report(definition, work_.dry_run ? Action::would_drop : Action::dropped, reason);
    return {};
}

/// Parts of a partitioned index that an interrupted build left unattached.
Result<void> IndexBuilder::drop_orphans(const IndexDefinition& definition) {
    if (form(definition.table) != TableForm::partitioned)
        return {};
    const auto partitions = session_.execute(partitions_sql, {definition.table});
    if (!partitions)
        return partitions.error();
    for (const auto& row : partitions->rows) {
        const auto name = child_index_name(definition, row[1].value_or(""));
        const auto found = found_.find(name);
        if (found == found_.end() || found->second.attached)
            continue;
        const bool slowly = mode_ == Mode::concurrently;
        if (const auto done = run(
                fmt::format("DROP INDEX {}{}.{}", slowly ? "CONCURRENTLY " : "", system_, name));
            !done)
            return done;
        found_.erase(found);
    }
    return {};
}

Result<void> IndexBuilder::create(const IndexDefinition& definition) {
    const auto start = Clock::now();
    auto done = build(definition);
    if (done && !definition.comment_sql.empty())
        done = run(definition.comment_sql);
    if (done && !work_.dry_run)
        done = record(definition);
    if (!done) {
        Error error = done.error();
        error.where = fmt::format("{}.{}", system_, definition.name);
        if (error.hint.empty())
            error.hint = "the indexes before it stay; run it again when mended";
        if (mode_ == Mode::concurrently)
            clean_up(definition);
        return error;
    }
    report(definition, work_.dry_run ? Action::would_create : Action::created, {},
           Clock::now() - start);
    return {};
}

Result<void> IndexBuilder::build(const IndexDefinition& definition) {
    // Operator classes of an extension are found wherever it lives.
    if (!definition.requires_extension.empty()) {
        const auto reachable = run(fmt::format(
            "SELECT set_config('search_path', (SELECT quote_ident(nspname) FROM pg_extension JOIN "
            "pg_namespace n ON n.oid = extnamespace WHERE extname = '{}'), false)",
            definition.requires_extension));
        if (!reachable)
            return reachable;
    }
    Result<void> done = build_by_form(definition);
    if (!definition.requires_extension.empty() && (done || mode_ == Mode::concurrently)) {
        const auto back = run("RESET search_path");
        if (done)
            done = back;
    }
    return done;
}

Result<void> IndexBuilder::build_by_form(const IndexDefinition& definition) {
    if (mode_ == Mode::at_once)
        return run(definition.sql);
    switch (form(definition.table)) {
        case TableForm::plain:
            return run(concurrent_sql(definition));
        case TableForm::hypertable:
            return run(per_chunk_sql(definition));
        case TableForm::partitioned:
            return build_parts(definition);
    }
    return {};
}

Result<void> IndexBuilder::build_parts(const IndexDefinition& definition) {
    if (const auto parent = run_briefly(parent_only_sql(definition)); !parent)
        return parent;
    const std::string index = system_ + "." + definition.name;
    const auto partitions =
        work_.dry_run ? session_.execute(partitions_sql, {definition.table})
                      : session_.execute(unindexed_partitions_sql, {definition.table, index});
    if (!partitions)
        return partitions.error();
    for (const auto& row : partitions->rows) {
        const std::string partition = row[0].value_or("");
        if (const auto done = run(partition_sql(definition, partition)); !done)
            return done;
        const auto attached =
            run(fmt::format("ALTER INDEX {} ATTACH PARTITION {}.{}", index, system_,
                            child_index_name(definition, row[1].value_or(""))));
        if (!attached)
            return attached;
    }
    return {};
}

Result<void> IndexBuilder::record(const IndexDefinition& definition) {
    const auto noted = session_.execute(
        "INSERT INTO sark_bench.indexes (system, name, checksum, definition) "
        "VALUES ($1, $2, $3, pg_get_indexdef($4::regclass)) ON CONFLICT (system, name) DO UPDATE "
        "SET checksum = excluded.checksum, definition = excluded.definition, built_at = now()",
        {system_, definition.name, definition.checksum, system_ + "." + definition.name});
    if (!noted)
        return noted.error();
    return {};
}

/// Drops what a failed build left, as far as the session still can; what it cannot, the next call
/// finds INVALID and drops.
void IndexBuilder::clean_up(const IndexDefinition& definition) {
    if (!session_.alive() || !read_state())
        return;
    // Dropping waits for the same writers as building did; whoever cancelled that wants no wait.
    constexpr int attempts = 10;
    lock_attempts_ = attempts;
    (void)session_.execute("SET lock_timeout = '10s'");
    if (found_.count(definition.name) > 0)
        (void)drop(definition, "its build failed");
    (void)drop_orphans(definition);
    (void)session_.execute("RESET lock_timeout");
}

void IndexBuilder::report(const IndexDefinition& definition, Action action, std::string reason,
                          Nanos elapsed) {
    reports_.push_back({definition.system, definition.name, action, std::move(reason), elapsed});
    if (work_.on_index)
        work_.on_index(reports_.back());
}

}  // namespace sark::migrations
