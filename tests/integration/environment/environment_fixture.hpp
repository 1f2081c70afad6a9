#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <signal.h>

#include "scenarios/environment/environment.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/scratch_directory.hpp"

namespace sark::scenarios {

/// Environments below a temporary directory of their own, with a small data set.
class EnvironmentFixture : public ::testing::Test {
 protected:
    void SetUp() override {
        scratch_.let_everybody_in();
        if (const char* old = std::getenv("TMPDIR"))
            old_tmpdir_ = old;
        setenv("TMPDIR", parent_.c_str(), 1);
        options_.program = SERVE_PROGRAM;
        options_.note = [this](std::string_view line) { notes_.emplace_back(line); };
    }
    void TearDown() override {
        EXPECT_THAT(leftovers(), testing::IsEmpty());
        old_tmpdir_.empty() ? unsetenv("TMPDIR") : setenv("TMPDIR", old_tmpdir_.c_str(), 1);
    }

    /// Run directories that exist now.
    [[nodiscard]] std::vector<std::filesystem::path> leftovers() const {
        std::vector<std::filesystem::path> found;
        for (const auto& entry : std::filesystem::directory_iterator(parent_))
            found.push_back(entry.path());
        return found;
    }
    /// The process id of the managed PostgreSQL server; 0 when there is none.
    [[nodiscard]] pid_t postmaster() const {
        pid_t pid = 0;
        for (const auto& run : leftovers())
            std::ifstream(run / "postgres" / "data" / "postmaster.pid") >> pid;
        return pid;
    }

    static workloads::DatasetSpec small_dataset() {
        workloads::DatasetSpec dataset;
        dataset.users = 20;
        dataset.teams = 3;
        dataset.servers = 20;
        dataset.tools_per_server = 2;
        dataset.resources = 30;
        dataset.capabilities_per_resource = 2;
        dataset.principals = 5;
        dataset.federation_nodes = 3;
        dataset.cost_rows = 20;
        dataset.audit_rows = 20;
        return dataset;
    }
    static workloads::OperationSpec operation(const std::string& name,
                                              decltype(workloads::OperationSpec::request) request) {
        workloads::OperationSpec spec;
        spec.name = name;
        spec.request = std::move(request);
        return spec;
    }
    static workloads::OperationSpec sql(const std::string& text) {
        workloads::PostgresOperation request;
        request.sql = text;
        return operation("test.sql", request);
    }
    static workloads::OperationSpec redis_set() {
        workloads::RedisOperation request;
        request.command = {"SET", "sark:bench:key:1", "x"};
        request.expect = workloads::RedisOperation::Expect::ok;
        return operation("test.set", request);
    }
    static workloads::OperationSpec http_health() {
        workloads::HttpOperation request;
        request.path = "/health";
        return operation("test.health", request);
    }
    static LoadSpec load(const std::string& name, workloads::OperationSpec operation, double rate,
                         Nanos duration) {
        LoadSpec load;
        load.name = name;
        load.executor = "constant-arrival-rate";
        load.arrivals = workloads::OpenArrivals{rate, {{duration, rate}}, false};
        load.operations = {std::move(operation)};
        load.connections = 2;
        load.timeout = sark::test::patience;
        return load;
    }
    /// PostgreSQL alone, with one load.
    static Scenario database_scenario(double rate = 50, Nanos duration = std::chrono::seconds(1)) {
        Scenario scenario;
        scenario.name = "test";
        scenario.drain = sark::test::patience;
        scenario.environment.needs_postgres = true;
        scenario.environment.dataset = small_dataset();
        scenario.loads = {load("db", sql("SELECT 1"), rate, duration)};
        return scenario;
    }
    /// Everything: stores, API server and in-process core.
    static Scenario full_scenario(Nanos duration = std::chrono::seconds(1)) {
        Scenario scenario = database_scenario(50, duration);
        scenario.environment.systems = {"sark_api", "sark_audit"};
        scenario.environment.needs_redis = true;
        scenario.environment.needs_api = true;
        scenario.environment.needs_core = true;
        scenario.environment.api_threads = 8;
        scenario.loads.push_back(load("redis", redis_set(), 50, duration));
        scenario.loads.push_back(load("api", http_health(), 50, duration));
        return scenario;
    }

    sark::test::ScratchDirectory scratch_;
    const std::filesystem::path parent_ = scratch_.path();
    std::string old_tmpdir_;
    EnvironmentOptions options_;
    std::vector<std::string> notes_;
};

}  // namespace sark::scenarios
