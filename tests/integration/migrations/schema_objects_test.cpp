#include <fstream>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "migrations/index_switch.hpp"
#include "test_database.hpp"

namespace sark::migrations {
namespace {

using nlohmann::json;
using ::testing::IsEmpty;

/// A query per kind of object in objects.json that answers true when it is there. {name} and the
/// like are the object's members.
const std::map<std::string, std::string>& queries() {
    static const std::map<std::string, std::string> by_kind = {
        {"index",
         "SELECT pg_get_indexdef(to_regclass('{name}')) LIKE '% USING ' || $literal${definition}"
         "$literal$ FROM pg_index WHERE indexrelid = to_regclass('{name}') AND indisvalid"},
        {"table",
         "SELECT ARRAY['{columns}'] <@ array_agg(attname::text) FROM pg_attribute JOIN pg_class c "
         "ON c.oid = attrelid WHERE attrelid = to_regclass('{name}') AND c.relkind IN ('r', 'p')"},
        {"view",
         "SELECT ARRAY['{columns}'] <@ array_agg(attname::text) FROM pg_attribute JOIN pg_class c "
         "ON c.oid = attrelid WHERE attrelid = to_regclass('{name}') AND c.relkind = 'v'"},
        {"summary",  // A continuous aggregate looks like a view.
         "SELECT ARRAY['{columns}'] <@ array_agg(attname::text) FROM pg_attribute JOIN pg_class c "
         "ON c.oid = attrelid WHERE attrelid = to_regclass('{name}') AND c.relkind IN ('m', 'v')"},
        {"unique",
         "SELECT EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass('{name}') AND "
         "contype IN ('p', 'u') AND ARRAY['{columns}'] = ARRAY(SELECT attname::text FROM "
         "unnest(conkey) WITH ORDINALITY k (n, o) JOIN pg_attribute ON attrelid = conrelid AND "
         "attnum = n ORDER BY o))"},
        {"foreign_key",
         "SELECT EXISTS (SELECT FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND "
         "attnum = conkey[1] WHERE conrelid = to_regclass('{name}') AND contype = 'f' AND "
         "confrelid = to_regclass('{references}') AND attname = '{column}' AND "
         "confdeltype = CASE '{on_delete}' WHEN 'cascade' THEN 'c' ELSE 'a' END)"},
        {"default", "SELECT pg_get_expr(adbin, adrelid) = $literal${value}$literal$ {of_column}"},
        {"generated",
         "SELECT attgenerated = 's' AND pg_get_expr(adbin, adrelid) = $literal${value}$literal$ "
         "{of_column}"},
        {"extension", "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = '{name}')"},
        {"option",  // On every partition, where the table has any.
         "SELECT bool_and(coalesce(reloptions @> ARRAY['{value}'], false)) FROM pg_class "
         "WHERE relkind = 'r' AND (oid = to_regclass('{name}') OR oid IN (SELECT inhrelid FROM "
         "pg_inherits WHERE inhparent = to_regclass('{name}')))"},
        {"routine", "SELECT to_regprocedure('{name}') IS NOT NULL"},
        {"partitioned",
         "SELECT pg_get_partkeydef(to_regclass('{name}')) = '{value}' AND {parts} = (SELECT "
         "count(*) FROM pg_inherits WHERE inhparent = to_regclass('{name}'))"},
        {"time_series",
         "SELECT pg_get_partkeydef(to_regclass('{name}')) IN ('RANGE ({column})', "
         "'RANGE (\"{column}\")')"},
        {"hypertable",
         "SELECT EXISTS (SELECT FROM timescaledb_information.dimensions WHERE hypertable_schema || "
         "'.' || hypertable_name = '{name}' AND column_name = '{column}' AND "
         "time_interval = interval '{chunk}')"},
        {"policy",
         "SELECT EXISTS (SELECT FROM timescaledb_information.jobs WHERE hypertable_schema || '.' "
         "|| hypertable_name = '{name}' AND proc_name = '{policy}' AND interval '{value}' = "
         "coalesce(config ->> 'drop_after', config ->> 'compress_after')::interval)"},
        {"compression",
         "SELECT segmentby = '{value}' FROM timescaledb_information.hypertable_columnstore_settings"
         " WHERE hypertable = '{name}'::regclass"},
        {"refresh_policy",
         "SELECT EXISTS (SELECT FROM timescaledb_information.jobs j JOIN "
         "timescaledb_information.continuous_aggregates a ON a.view_schema || '.' || a.view_name ="
         " '{name}' WHERE j.proc_name = 'policy_refresh_continuous_aggregate' AND "
         "j.hypertable_name IN (a.view_name, a.materialization_hypertable_name) AND "
         "(config ->> 'start_offset')::interval = interval '{start_offset}' AND "
         "(config ->> 'end_offset')::interval = interval '{end_offset}' AND "
         "schedule_interval = interval '{every}')"},
    };
    return by_kind;
}

constexpr const char* of_column =
    "FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum JOIN pg_class c ON "
    "c.oid = adrelid WHERE c.relnamespace::regnamespace || '.' || relname || '.' || attname = "
    "'{name}'";

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// Everything that REQUIREMENTS names, by requirement: objects.json beside this file.
class SchemaObjectsTest : public TestDatabase {
 protected:
    void SetUp() override {
        TestDatabase::SetUp();
        std::ifstream file(SARK_TEST_FOLDER "/objects.json");
        objects_ = json::parse(file);
        const auto usable = has_extension(session(), "timescaledb");
        const auto licensed = has_extension(session(), "timescale_license");
        ASSERT_TRUE(usable && licensed);
        timescale_ = *usable;
        licensed_ = *licensed;
    }

    void migrate_everything() {
        migrate();
        MigrateOptions experiment;
        experiment.systems = {"sark_partitions"};
        migrate(experiment);
    }

    /// Empty: there is nothing to ask on this server.
    std::string query_of(const json& object) const {
        std::string kind = object["kind"];
        if (kind == "time_series" && timescale_)
            kind = "hypertable";
        if ((kind == "policy" || kind == "compression" || kind == "refresh_policy") && !licensed_)
            return {};
        std::string sql = queries().at(kind);
        replace_all(sql, "{of_column}", of_column);
        for (const auto& [key, value] : object.items()) {
            std::string text = value.is_string() ? value.get<std::string>() : value.dump();
            if (value.is_array())
                text = fmt::format("{}", fmt::join(value.get<std::vector<std::string>>(), "', '"));
            replace_all(sql, "{" + key + "}", text);
        }
        return sql;
    }

    /// The indexes that no constraint, matview or partitioned index owns, by schema-qualified name.
    std::set<std::string> free_indexes() {
        const auto names = column(R"(
            SELECT n.nspname || '.' || c.relname
            FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname ~ '^(sark_|mcp_gw)' AND n.nspname <> 'sark_bench'
              AND NOT c.relispartition AND t.relkind IN ('r', 'p')
              AND c.relname !~ '_(time|timestamp)_idx$'  -- a hypertable's own
              AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = c.oid))");
        return {names.begin(), names.end()};
    }

    json objects_;
    bool timescale_ = false;
    bool licensed_ = false;
};

TEST_F(SchemaObjectsTest, EveryNamedObjectExists) {
    migrate_everything();
    std::vector<std::string> missing;
    for (const auto& object : objects_) {
        if (object.value("set", "") == "bad")
            continue;
        const auto sql = query_of(object);
        if (sql.empty())
            continue;
        const auto answer = session().execute(sql);
        ASSERT_TRUE(answer) << describe(answer.error()) << "\n" << sql;
        if (answer->empty() || answer->rows[0][0] != "t")
            missing.push_back(object.dump());
    }
    EXPECT_THAT(missing, IsEmpty());
}

TEST_F(SchemaObjectsTest, EachIndexSetHoldsExactlyItsIndexes) {
    migrate_everything();
    const std::vector<std::string> growing = {"none", "lean", "seed", "composite"};
    for (const auto* name : {"none", "composite", "lean", "bad", "seed", "none"}) {
        std::set<std::string> expected;
        const auto level = std::find(growing.begin(), growing.end(), name);
        for (const auto& object : objects_) {
            if (object["kind"] != "index")
                continue;
            const std::string set = object["set"];
            const auto own = std::find(growing.begin(), growing.end(), set);
            if (set == name || (level != growing.end() && own != growing.end() && own <= level))
                expected.insert(object["name"]);
        }
        IndexSwitchOptions options;
        options.set = parse_index_set(name).value();
        const auto switched = switch_indexes(session(), options);
        ASSERT_TRUE(switched) << describe(switched.error());
        EXPECT_EQ(free_indexes(), expected) << name;
        EXPECT_THAT(column("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"),
                    IsEmpty());
    }
}

TEST_F(SchemaObjectsTest, DownLeavesNothingOfThem) {
    const auto before = objects();
    migrate_everything();
    EXPECT_NE(objects(), before);
    const auto reverted = migrate_down(session(), {});
    ASSERT_TRUE(reverted) << describe(reverted.error());
    EXPECT_EQ(objects(), before);
}

TEST_F(SchemaObjectsTest, AMissingObjectIsNoticed) {
    migrate_everything();
    run("DROP INDEX sark_v2.idx_resources_name");
    for (const auto& object : objects_)
        if (object["name"] == "sark_v2.idx_resources_name") {
            EXPECT_TRUE(column(query_of(object)).empty());
        }
}

}  // namespace
}  // namespace sark::migrations
