#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/postgres/session.hpp"
#include "migrations/migrator.hpp"
#include "workloads/data/dataset.hpp"

namespace sark::migrations {

/// An empty database of its own for each test, dropped afterwards.
class TestDatabase : public ::testing::Test {
 protected:
    void SetUp() override { create("template0"); }
    void TearDown() override;

    /// Another session on the same database; null after a reported failure.
    [[nodiscard]] std::unique_ptr<postgres::Session> connect() const;
    [[nodiscard]] postgres::Session& session() { return *session_; }
    /// Gives the test a new session, after the old one was ended by the server.
    void reconnect();
    /// From now on the test's sessions (not those of connect()) take the server for one without
    /// TimescaleDB, whether it is: what is migrated has the native form.
    void without_timescale();
    [[nodiscard]] std::string dsn() const;

    /// Runs SQL that must succeed.
    void run(const std::string& sql);
    /// First column of every row; a test failure and empty when the query fails.
    std::vector<std::string> column(const std::string& sql);
    /// First column of the only row.
    std::string value(const std::string& sql);
    /// Everything that is not the system's or an extension's, one line each.
    std::vector<std::string> objects();
    /// Migrates up, expecting success.
    std::vector<StepReport> migrate(const MigrateOptions& options = {});

    static workloads::DatasetSpec small_dataset();

    /// Makes the test's database as a copy of another one, to which nobody is connected.
    void create(const std::string& original);

 private:
    void hide_timescale();

    std::string name_;
    bool hidden_ = false;
    std::unique_ptr<postgres::Session> admin_;
    std::unique_ptr<postgres::Session> session_;
};

/// A migrated database of its own for each test, with the partitions that seeding wants, copied
/// from one that the first such test makes.
class MigratedDatabase : public TestDatabase {
 protected:
    void SetUp() override;
};

}  // namespace sark::migrations
