#include "test_database.hpp"

#include <cstdlib>

#include "migrations/seeder.hpp"

namespace sark::migrations {
namespace {

std::unique_ptr<postgres::Session> open_database(const std::string& name) {
    const char* dsn = std::getenv("SARK_TEST_DSN");
    if (dsn == nullptr) {
        ADD_FAILURE() << "SARK_TEST_DSN is not set: run this under tests/support/with-services";
        return nullptr;
    }
    auto session = postgres::Session::open(std::string(dsn) + " dbname=" + name);
    if (!session) {
        ADD_FAILURE() << describe(session.error());
        return nullptr;
    }
    return std::move(*session);
}

/// What is copied must be alone: nobody may connect to `name` any more, and who is there goes, such
/// as TimescaleDB's workers, which it has in every database with the extension.
void leave_alone(postgres::Session& admin, const std::string& name) {
    const auto closed = admin.execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
    ASSERT_TRUE(closed) << describe(closed.error());
    const auto ended = admin.execute(
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = $1", {name});
    ASSERT_TRUE(ended) << describe(ended.error());
}

}  // namespace

void TestDatabase::create(const std::string& original) {
    static int number = 0;
    name_ = "migrations_test_" + std::to_string(++number);
    admin_ = open_database("postgres");
    ASSERT_NE(admin_, nullptr);
    // Durability is not under test, and every index of every partition would cost a disk sync.
    ASSERT_TRUE(admin_->execute("ALTER SYSTEM SET fsync = off"));
    ASSERT_TRUE(admin_->execute("SELECT pg_reload_conf()"));
    const auto created = admin_->execute("CREATE DATABASE " + name_ + " TEMPLATE " + original +
                                         " STRATEGY file_copy");
    ASSERT_TRUE(created) << describe(created.error());
    session_ = connect();
    ASSERT_NE(session_, nullptr);
}

void TestDatabase::TearDown() {
    session_.reset();
    if (admin_)
        (void)admin_->execute("DROP DATABASE " + name_ + " WITH (FORCE)");
}

std::unique_ptr<postgres::Session> TestDatabase::connect() const {
    return open_database(name_);
}

void TestDatabase::reconnect() {
    session_ = connect();
    ASSERT_NE(session_, nullptr);
    if (hidden_)
        hide_timescale();
}

void TestDatabase::without_timescale() {
    hidden_ = true;
    hide_timescale();
}

/// A server that has not preloaded the extension cannot use it, and a temporary view comes before
/// the catalogue's of the same name.
void TestDatabase::hide_timescale() {
    run("CREATE TEMPORARY VIEW pg_settings AS SELECT * FROM pg_catalog.pg_settings "
        "WHERE name <> 'shared_preload_libraries'");
    const auto usable = has_extension(session(), "timescaledb");
    ASSERT_TRUE(usable && !*usable);
}

std::string TestDatabase::dsn() const {
    return std::string(std::getenv("SARK_TEST_DSN")) + " dbname=" + name_;
}

void TestDatabase::run(const std::string& sql) {
    const auto done = session_->execute(sql);
    ASSERT_TRUE(done) << describe(done.error()) << "\n" << sql;
}

std::vector<std::string> TestDatabase::column(const std::string& sql) {
    std::vector<std::string> values;
    const auto rows = session_->execute(sql);
    if (!rows) {
        ADD_FAILURE() << describe(rows.error()) << "\n" << sql;
        return values;
    }
    for (const auto& row : rows->rows) values.push_back(row[0].value_or("NULL"));
    return values;
}

std::string TestDatabase::value(const std::string& sql) {
    const auto values = column(sql);
    EXPECT_EQ(values.size(), 1U) << sql;
    return values.empty() ? std::string() : values.front();
}

std::vector<std::string> TestDatabase::objects() {
    return column(R"(
        SELECT format('%s %s.%s', relkind, nspname, relname)
        FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
        WHERE nspname !~ '^(pg_|information_schema$|_?timescaledb)'
          AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass
                          AND objid = pg_class.oid AND deptype = 'e')
        UNION ALL
        SELECT format('function %s.%s', nspname, proname)
        FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace
        WHERE nspname !~ '^(pg_|information_schema$|_?timescaledb)'
          AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass
                          AND objid = pg_proc.oid AND deptype = 'e')
        UNION ALL
        SELECT 'schema ' || nspname FROM pg_namespace
        WHERE nspname !~ '^(pg_|information_schema$|_?timescaledb)'
        ORDER BY 1)");
}

std::vector<StepReport> TestDatabase::migrate(const MigrateOptions& options) {
    auto reports = migrate_up(*session_, options);
    EXPECT_TRUE(reports) << describe(reports.error());
    return reports ? std::move(*reports) : std::vector<StepReport>{};
}

workloads::DatasetSpec TestDatabase::small_dataset() {
    workloads::DatasetSpec dataset;
    dataset.users = 60;
    dataset.teams = 5;
    dataset.servers = 40;
    dataset.tools_per_server = 3;
    dataset.resources = 200;
    dataset.capabilities_per_resource = 2;
    dataset.principals = 20;
    dataset.federation_nodes = 7;
    dataset.cost_rows = 300;
    dataset.audit_rows = 200;
    return dataset;
}

void MigratedDatabase::SetUp() {
    static const char* const original = "migrations_test_original";
    auto admin = open_database("postgres");
    ASSERT_NE(admin, nullptr);
    const auto known = admin->execute("SELECT FROM pg_database WHERE datname = $1", {original});
    ASSERT_TRUE(known) << describe(known.error());
    if (known->empty()) {
        const auto created = admin->execute(std::string("CREATE DATABASE ") + original);
        ASSERT_TRUE(created) << describe(created.error());
        const auto session = open_database(original);
        ASSERT_NE(session, nullptr);
        const auto migrated = migrate_up(*session, {});
        ASSERT_TRUE(migrated) << describe(migrated.error());
        SeedOptions nothing;
        nothing.dataset = {42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        const auto seeded = seed(*session, nothing);
        ASSERT_TRUE(seeded) << describe(seeded.error());
        leave_alone(*admin, original);
    }
    create(original);
}

}  // namespace sark::migrations
