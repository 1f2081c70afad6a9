#include "migrations/export.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>
#include <system_error>

#include <fmt/format.h>

#include "migrations/guard.hpp"
#include "migrations/index_set.hpp"
#include "migrations/index_statements.hpp"
#include "migrations/ledger.hpp"
#include "migrations/migrator.hpp"

namespace sark::migrations {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view ledger_file = "ledger.sql";

/// Files below one directory, each written once.
class Folder {
 public:
    explicit Folder(fs::path root) : root_(std::move(root)) {}

    Result<void> open() {
        std::error_code code;
        fs::create_directories(root_, code);
        if (code)
            return refused(root_, code.message());
        if (!fs::is_empty(root_, code) || code)
            return Error{Errc::conflict, "the directory is not empty", root_.string(),
                         "give one that is empty or does not exist"};
        return {};
    }

    Result<void> write(const std::string& name, const std::string& text) {
        const fs::path path = root_ / name;
        std::error_code code;
        fs::create_directories(path.parent_path(), code);
        if (code)
            return refused(path, code.message());
        std::ofstream out(path, std::ios::binary);
        out << text;
        out.close();
        if (!out)
            return refused(path, std::strerror(errno));
        names_.push_back(name);
        return {};
    }

    std::vector<std::string> take_names() { return std::move(names_); }

 private:
    static Error refused(const fs::path& path, const std::string& why) {
        return {Errc::io, "cannot be written: " + why, path.string(), ""};
    }

    fs::path root_;
    std::vector<std::string> names_;
};

std::string literal(std::string_view text) {
    std::string quoted = "'";
    for (const char c : text) {
        quoted += c;
        if (c == '\'')
            quoted += c;
    }
    return quoted + "'";
}

std::string banner(const std::string& what) {
    return fmt::format("-- {}; written by sark-bench migrate --export\n\\set ON_ERROR_STOP on\n",
                       what);
}

/// Sets the psql variable `name` to the truth of an SQL expression.
std::string let(const std::string& name, const std::string& expression) {
    return fmt::format("SELECT {} AS {} \\gset\n", expression, name);
}

std::string is_applied(const Step& step) {
    return fmt::format("EXISTS (SELECT FROM sark_bench.migrations WHERE system = {} AND id = {})",
                       literal(step.system), literal(step.id));
}

std::string condition_of(const Step& step) {
    if (!step.requires_extension.empty())
        return " AND " + extension_condition(step.requires_extension);
    if (!step.unless_extension.empty())
        return " AND NOT " + extension_condition(step.unless_extension);
    return {};
}

std::string framed(const Step& step, const std::string& wanted, const std::string& body) {
    return banner(step.system + "/" + step.id) + let("wanted", wanted) + "\\if :wanted\n" +
           (step.transactional ? "BEGIN;\n" : "") + body + (step.transactional ? "COMMIT;\n" : "") +
           "\\endif\n";
}

std::string up_file(const Step& step) {
    return framed(
        step, "NOT " + is_applied(step) + condition_of(step),
        fmt::format("{}\nINSERT INTO sark_bench.migrations (system, id, checksum)\n"
                    "VALUES ({}, {}, {});\n",
                    step.up_sql, literal(step.system), literal(step.id), literal(step.checksum)));
}

std::string down_file(const Step& step) {
    std::string forget;
    for (const char* table : {"datasets", "indexes", "index_sets"})
        forget += fmt::format("DELETE FROM sark_bench.{} WHERE system = {};\n", table,
                              literal(step.system));
    return framed(step, is_applied(step),
                  fmt::format("{}\n{}DELETE FROM sark_bench.migrations WHERE system = {} AND id = "
                              "{};\n",
                              step.down_sql, forget, literal(step.system), literal(step.id)));
}

/// The tables that do not take CREATE INDEX CONCURRENTLY, as far as the steps tell.
struct TablesInParts {
    std::set<std::string> partitioned;  ///< Natively, unless they are hypertables.
    std::set<std::string> hypertables;  ///< Where there is TimescaleDB.

    bool hold(const std::string& table) const {
        return partitioned.count(table) > 0 || hypertables.count(table) > 0;
    }
};

bool makes_partitioned(const Step& step, const std::string& table) {
    const std::string verb = "CREATE TABLE " + table;
    const auto begin = step.up_sql.find(verb);
    if (begin == std::string::npos ||
        step.up_sql.find_first_of(" \n", begin + verb.size()) != begin + verb.size())
        return false;
    const auto end = step.up_sql.find(';', begin);
    return step.up_sql.substr(begin, end - begin).find("PARTITION BY") != std::string::npos;
}

TablesInParts tables_in_parts(const std::vector<Step>& steps,
                              const std::vector<IndexDefinition>& indexes) {
    TablesInParts found;
    for (const auto& index : indexes)
        for (const auto& step : steps) {
            if (makes_partitioned(step, index.table))
                found.partitioned.insert(index.table);
            if (step.up_sql.find("create_hypertable('" + index.table + "'") != std::string::npos)
                found.hypertables.insert(index.table);
        }
    return found;
}

std::string drop_text(const IndexDefinition& index, const TablesInParts& in_parts) {
    return fmt::format(
        "DROP INDEX {}IF EXISTS {}.{};\n"
        "DELETE FROM sark_bench.indexes WHERE system = {} AND name = {};\n",
        in_parts.hold(index.table) ? "" : "CONCURRENTLY ", index.system, index.name,
        literal(index.system), literal(index.name));
}

/// Drops what an interrupted build left INVALID, and what has the name but was not recorded as
/// built from this definition.
std::string drop_stale_text(const IndexDefinition& index, const TablesInParts& in_parts) {
    const std::string recorded = fmt::format(
        "EXISTS (SELECT FROM sark_bench.indexes WHERE system = {} AND name = {} AND checksum = {} "
        "AND definition = pg_get_indexdef(indexrelid))",
        literal(index.system), literal(index.name), literal(index.checksum));
    const std::string stale = fmt::format(
        "EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass({}) AND NOT (indisvalid AND "
        "{}))",
        literal(index.system + "." + index.name), recorded);
    return let("stale", stale) + "\\if :stale\n" + drop_text(index, in_parts) + "\\endif\n";
}

std::string create_text(const IndexDefinition& index, const TablesInParts& in_parts) {
    const auto if_missing = [&](std::string sql) {
        return sql.insert(sql.find(index.name), "IF NOT EXISTS ");
    };
    std::string text;
    if (!in_parts.hold(index.table))
        text = if_missing(concurrent_sql(index)) + ";\n";
    else if (in_parts.hypertables.count(index.table) == 0)
        text = if_missing(index.sql) + ";\n";
    else
        text = fmt::format("\\if :has_hypertables\n{};\n\\else\n{};\n\\endif\n",
                           if_missing(per_chunk_sql(index)), if_missing(index.sql));
    if (!index.comment_sql.empty())
        text += index.comment_sql + ";\n";
    text += fmt::format(
        "INSERT INTO sark_bench.indexes (system, name, checksum, definition)\n"
        "VALUES ({0}, {1}, {2}, pg_get_indexdef({3}::regclass))\n"
        "ON CONFLICT (system, name) DO UPDATE SET checksum = excluded.checksum, "
        "definition = excluded.definition, built_at = now()\n"
        "WHERE (indexes.checksum, indexes.definition) <> (excluded.checksum, "
        "excluded.definition);\n",
        literal(index.system), literal(index.name), literal(index.checksum),
        literal(index.system + "." + index.name));
    const std::string stale = drop_stale_text(index, in_parts);
    if (index.requires_extension.empty())
        return stale + text;
    const std::string home = fmt::format(
        "(SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace n ON n.oid = "
        "extnamespace WHERE extname = {})",
        literal(index.requires_extension));
    const auto record = text.find("INSERT INTO");
    return let("wanted", home + " IS NOT NULL") + "\\if :wanted\n" + stale +
           fmt::format("SELECT set_config('search_path', {}, false);\n", home) +
           text.insert(record, "RESET search_path;\n") + "\\endif\n";
}

std::string set_file(const std::string& system, IndexSet set,
                     const std::vector<IndexDefinition>& indexes, const TablesInParts& in_parts) {
    std::string text = banner(fmt::format("{}: index set {}", system, name_of(set)));
    text +=
        let("has_hypertables", "to_regclass('timescaledb_information.hypertables') IS NOT NULL");
    text += "\n-- Not in the set.\n";
    for (const auto& index : indexes)
        if (index.system == system && !belongs_to(index, set))
            text += drop_text(index, in_parts);
    text += "\n-- The set.\n";
    for (const auto& index : indexes)
        if (index.system == system && belongs_to(index, set))
            text += create_text(index, in_parts);
    text += fmt::format(
        "\nINSERT INTO sark_bench.index_sets (system, name) VALUES ({}, {})\n"
        "ON CONFLICT (system) DO UPDATE SET name = excluded.name, set_at = now();\n",
        literal(system), literal(name_of(set)));
    return text;
}

/// The ledger unless it is there; refuses a database of somebody else's.
std::string ledger_text() {
    return banner("marker and ledger") +
           let("has_ledger", "to_regclass('sark_bench.marker') IS NOT NULL") +
           "\\if :has_ledger\n\\else\n" +
           let("is_foreign", fmt::format("EXISTS ({})", foreign_table_query())) +
           "\\if :is_foreign\n"
           "DO $do$ BEGIN RAISE EXCEPTION 'the database holds tables that sark-bench did not "
           "create: left untouched'; END $do$;\n\\endif\n"
           "BEGIN;\n" +
           create_ledger_sql() + "\nCOMMIT;\n\\endif\n";
}

}  // namespace

Result<std::vector<std::string>> export_sql(const std::filesystem::path& directory) {
    Folder folder(directory);
    if (const auto opened = folder.open(); !opened)
        return opened.error();
    const auto steps = shipped_steps();
    const auto indexes = shipped_indexes();
    const auto in_parts = tables_in_parts(steps, indexes);
    Result<void> done = folder.write(std::string(ledger_file), ledger_text());
    std::string all = banner("every system");
    for (const std::string_view name : systems) {
        const std::string system(name);
        std::string one = banner(system) + fmt::format("\\ir {}\n", ledger_file);
        for (const Step& step : steps) {
            if (!done || step.system != system)
                continue;
            const std::string stem = system + "/" + step.id;
            one += fmt::format("\\ir {}.up.sql\n", stem);
            done = folder.write(stem + ".up.sql", up_file(step));
            if (done)
                done = folder.write(stem + ".down.sql", down_file(step));
        }
        for (const std::string_view set : index_set_names)
            if (done)
                done = folder.write(fmt::format("{}/indexes/{}.sql", system, set),
                                    set_file(system, *parse_index_set(set), indexes, in_parts));
        one += fmt::format("\\ir {}/indexes/{}.sql\n", system, name_of(default_index_set));
        if (done)
            done = folder.write(system + ".sql", one);
        if (std::find(std::begin(experiments), std::end(experiments), name) ==
            std::end(experiments))
            all += fmt::format("\\ir {}.sql\n", system);
    }
    if (done)
        done = folder.write("all.sql", all);
    if (!done)
        return done.error();
    return folder.take_names();
}

}  // namespace sark::migrations
