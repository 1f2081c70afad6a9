#include "scenarios/evidence/store_snapshot.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "scenarios/environment/redis_probe.hpp"

namespace sark::scenarios {

namespace {

using Row = std::vector<std::optional<std::string>>;

double number(const Row& row, std::size_t column) {
    return row[column] ? std::strtod(row[column]->c_str(), nullptr) : 0.0;
}

std::string marked(const std::string& rest) {
    return std::string("SELECT ") + evidence_mark + " " + rest;
}

/// Joins the table (of alias s) that a partition or chunk is a part of as t, its schema as n.
constexpr const char* with_root =
    " JOIN pg_class t ON t.oid = coalesce(pg_partition_root(s.relid), "
    "(SELECT i.inhparent FROM pg_inherits i WHERE i.inhrelid = s.relid LIMIT 1), s.relid) "
    "JOIN pg_namespace n ON n.oid = t.relnamespace ";

}  // namespace

StoreReader::StoreReader(WatchConnection* connection, std::string redis, std::string redis_password)
    : connection_(connection),
      redis_(std::move(redis)),
      redis_password_(std::move(redis_password)) {}

void StoreReader::miss(const std::string& what, const std::string& why) {
    const auto same = [&what](const auto& one) { return one.first == what; };
    if (std::ranges::none_of(absent_, same))
        absent_.emplace_back(what, why);
}

/// No rows when the server refuses; then `what` is absent for its reason.
WatchRows StoreReader::ask(const std::string& what, const std::string& sql) {
    auto rows = connection_->query(sql);
    if (rows)
        return *std::move(rows);
    miss(what, rows.error().message);
    return {};
}

/// Which of the server's views this version has.
void StoreReader::find_views() {
    const WatchRows views =
        ask("pg_stat_database",
            marked("name FROM unnest(ARRAY['pg_stat_database', 'pg_stat_wal', 'pg_stat_bgwriter', "
                   "'pg_stat_checkpointer']) AS name WHERE to_regclass('pg_catalog.' || name) "
                   "IS NOT NULL"));
    std::string sources;
    for (const Row& view : views) {
        const std::string name = view[0].value_or("");
        sources += (sources.empty() ? "" : " UNION ALL ") +
                   ("SELECT to_jsonb(v) AS fields FROM " + name + " v");
        if (name == "pg_stat_database")
            sources += " WHERE datname = current_database()";
    }
    if (!sources.empty())
        counters_query_ = marked("key, value FROM (" + sources +
                                 ") AS views, jsonb_each(fields) "
                                 "WHERE jsonb_typeof(value) = 'number' "
                                 "AND key NOT IN ('datid', 'numbackends')");
}

void StoreReader::find_statements() {
    const std::string name = "pg_stat_statements";
    const WatchRows schema = ask(name, marked("quote_ident(n.nspname) FROM pg_extension e "
                                              "JOIN pg_namespace n ON n.oid = e.extnamespace "
                                              "WHERE e.extname = 'pg_stat_statements'"));
    if (schema.empty())
        return miss(name, "the extension is not installed in this database");
    const std::string source = schema[0][0].value_or("") + ".pg_stat_statements";
    if (const auto works = connection_->query(marked("1 FROM " + source + "(false) LIMIT 1"));
        works)
        statements_source_ = source;
    else
        miss(name, works.error().message);
}

StoreSnapshot StoreReader::take(bool complete) {
    StoreSnapshot snapshot;
    if (connection_ != nullptr && !found_out_) {
        found_out_ = true;
        find_views();
        find_statements();
    }
    snapshot.at = std::chrono::steady_clock::now();
    if (connection_ != nullptr && connection_->alive()) {
        read_counters(snapshot);
        read_statements(snapshot, complete);
        read_tables(snapshot, complete);
        read_indexes(snapshot, complete);
        snapshot.own_transactions = connection_->answered();
    }
    if (!redis_.empty())
        read_commands(snapshot);
    return snapshot;
}

void StoreReader::read_counters(StoreSnapshot& snapshot) {
    if (counters_query_.empty())
        return;
    for (const Row& row : ask("pg_stat_database", counters_query_))
        snapshot.postgres[row[0].value_or("")] = number(row, 1);
}

void StoreReader::read_statements(StoreSnapshot& snapshot, bool texts) {
    if (statements_source_.empty())
        return;
    const std::string text = texts ? "left(min(query), 300)" : "''";
    const WatchRows rows =
        ask("pg_stat_statements",
            marked("queryid, " + text +
                   ", sum(calls), sum(total_exec_time), max(max_exec_time), sum(rows), "
                   "sum(shared_blks_hit), sum(shared_blks_read), sum(temp_blks_written), "
                   "sum(wal_bytes) FROM " +
                   statements_source_ + (texts ? "(true)" : "(false)") +
                   " WHERE queryid IS NOT NULL AND dbid = (SELECT oid FROM pg_database "
                   "WHERE datname = current_database()) GROUP BY queryid"));
    for (const Row& row : rows) {
        StatementTotals& one = snapshot.statements[row[0].value_or("")];
        one.text = row[1].value_or("");
        one.calls = number(row, 2);
        one.total_ms = number(row, 3);
        one.max_ms = number(row, 4);
        one.rows = number(row, 5);
        one.shared_hit = number(row, 6);
        one.shared_read = number(row, 7);
        one.temp_written = number(row, 8);
        one.wal_bytes = number(row, 9);
    }
}

void StoreReader::read_tables(StoreSnapshot& snapshot, bool sizes) {
    const WatchRows rows =
        ask("pg_stat_user_tables",
            marked(std::string("format('%s.%s', n.nspname, t.relname), sum(s.n_live_tup), "
                               "sum(s.seq_scan), sum(s.idx_scan), sum(s.n_tup_ins), "
                               "sum(s.n_tup_upd), sum(s.n_tup_del), sum(io.heap_blks_hit), "
                               "sum(io.heap_blks_read), sum(io.idx_blks_hit), "
                               "sum(io.idx_blks_read)") +
                   (sizes ? ", sum(pg_table_size(s.relid)), sum(pg_indexes_size(s.relid))" : "") +
                   " FROM pg_stat_user_tables s JOIN pg_statio_user_tables io USING (relid)" +
                   // USING leaves one relid, which with_root knows as s.relid.
                   with_root + "GROUP BY 1"));
    for (const Row& row : rows) {
        TableTotals& one = snapshot.tables[row[0].value_or("")];
        one.live_rows = number(row, 1);
        one.seq_scans = number(row, 2);
        one.index_scans = number(row, 3);
        one.inserted = number(row, 4);
        one.updated = number(row, 5);
        one.deleted = number(row, 6);
        one.heap_hit = number(row, 7);
        one.heap_read = number(row, 8);
        one.index_hit = number(row, 9);
        one.index_read = number(row, 10);
        if (!sizes)
            continue;
        one.table_bytes = number(row, 11);
        one.index_bytes = number(row, 12);
    }
}

void StoreReader::read_indexes(StoreSnapshot& snapshot, bool sizes) {
    const WatchRows rows =
        ask("pg_stat_user_indexes",
            marked(std::string("format('%s.%s', n.nspname, t.relname), coalesce(r.relname, "
                               "regexp_replace(s.indexrelname, '^_hyper_\\d+_\\d+_chunk_', '')), "
                               "sum(s.idx_scan), ") +
                   (sizes ? "sum(pg_relation_size(s.indexrelid))" : "0") +
                   ", bool_or(x.indisunique OR x.indisexclusion) FROM pg_stat_user_indexes s "
                   "JOIN pg_index x ON x.indexrelid = s.indexrelid "
                   "LEFT JOIN pg_class r ON r.oid = pg_partition_root(s.indexrelid)" +
                   with_root + "GROUP BY 1, 2"));
    for (const Row& row : rows) {
        IndexTotals& one = snapshot.indexes[{row[0].value_or(""), row[1].value_or("")}];
        one.scans = number(row, 2);
        one.bytes = number(row, 3);
        one.required = row[4] == "t";
    }
}

void StoreReader::read_commands(StoreSnapshot& snapshot) {
    const auto info = redis_info(redis_, redis_password_, "commandstats");
    if (!info)
        return miss("Redis commandstats", info.error().message);
    constexpr std::string_view prefix = "cmdstat_";
    for (const auto& [name, text] : *info)
        if (name.starts_with(prefix))
            snapshot.commands[name.substr(prefix.size())] = read_command_totals(text);
}

std::pair<double, double> read_command_totals(const std::string& text) {
    const auto field = [&text](const std::string& name) {
        const std::size_t at = text.find(name + "=");
        return at == std::string::npos ? 0.0
                                       : std::strtod(text.c_str() + at + name.size() + 1, nullptr);
    };
    return {field("calls"), field("usec") / 1e3};
}

}  // namespace sark::scenarios
