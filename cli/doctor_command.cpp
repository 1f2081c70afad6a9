#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <unistd.h>

#include "cli/command.hpp"
#include "cli/database.hpp"
#include "cli/output.hpp"
#include "cli/target_options.hpp"
#include "core/postgres/session.hpp"
#include "migrations/migrator.hpp"
#include "scenarios/environment/managed_redis.hpp"
#include "scenarios/environment/postgres_binaries.hpp"
#include "scenarios/environment/redis_probe.hpp"

namespace sark::cli {

namespace {

/// One checked point: yes or no, and why.
struct Finding {
    bool good = false;
    std::string what;
    std::string why;
};

Finding managed_postgres() {
    const auto binaries = scenarios::find_postgres_binaries();
    if (!binaries)
        return {false, "a private PostgreSQL can be started", describe(binaries.error())};
    return {true, "a private PostgreSQL can be started", binaries->postgres.string()};
}

Finding managed_redis() {
    const auto program = scenarios::find_redis_server();
    if (!program)
        return {false, "a private Redis can be started", describe(program.error())};
    return {true, "a private Redis can be started", program->string()};
}

Finding temporary_directory() {
    // 107 bytes is all that a unix socket path may have; PostgreSQL adds
    // "/sark-bench-XXXXXX/.s.PGSQL.5432".
    constexpr std::size_t longest = 107 - 48;
    const std::string path = std::filesystem::temp_directory_path().string();
    const bool writable = ::access(path.c_str(), W_OK) == 0;
    return {writable && path.size() <= longest, "the temporary directory suits unix sockets",
            path + (writable ? "" : " is not writable; set TMPDIR") +
                (path.size() <= longest ? "" : " is too long; set TMPDIR to a shorter one")};
}

Finding cores() {
    const unsigned count = std::thread::hardware_concurrency();
    return {
        count >= 2, "two cores or more",
        fmt::format("{}; generator and target share them unless the target is elsewhere", count)};
}

std::vector<Finding> check_database(const TargetOptions& options) {
    auto session = open_database(options);
    if (!session)
        return {{false, "the database answers", describe(session.error())}};
    std::vector<Finding> findings;
    const auto version = (*session)->execute("SELECT version()");
    const std::string text =
        version ? version->rows.front().front().value_or("") : describe(version.error());
    findings.push_back(
        {version.has_value(), "the database answers", text.substr(0, text.find(" on "))});
    const auto ours = migrations::require_ours_or_empty(**session);
    findings.push_back({ours.has_value(), "sark-bench may migrate and seed it",
                        ours ? "it is empty or was made by sark-bench" : describe(ours.error())});
    const auto timescale = migrations::has_extension(**session, "timescaledb");
    if (timescale) {
        findings.push_back({true, "time series tables",
                            *timescale ? "TimescaleDB hypertables"
                                       : "native daily partitions; TimescaleDB is not available"});
    }
    return findings;
}

Finding check_redis(const TargetOptions& options) {
    const auto info = scenarios::redis_info(options.redis, options.redis_password);
    if (!info)
        return {false, "Redis answers", describe(info.error())};
    const auto version = info->find("redis_version");
    return {true, "Redis answers",
            version == info->end() ? "unknown version" : "Redis " + version->second};
}

reports::ExitCode execute(TargetOptions options) {
    if (auto split = split_password(options); !split)
        return fail(split.error());
    std::vector<Finding> findings = {cores(), temporary_directory()};
    if (options.dsn.empty()) {
        findings.push_back(managed_postgres());
    } else {
        for (Finding& finding : check_database(options)) findings.push_back(std::move(finding));
    }
    findings.push_back(options.redis.empty() ? managed_redis() : check_redis(options));
    bool good = true;
    for (const Finding& finding : findings) {
        good = good && finding.good;
        fmt::print("{:<3}  {}: {}\n", finding.good ? "yes" : "NO", finding.what, finding.why);
    }
    return good ? reports::ExitCode::pass : reports::ExitCode::unavailable;
}

}  // namespace

void add_doctor_command(CLI::App& app, Action& action) {
    auto* command =
        app.add_subcommand("doctor", "Check what this machine and these services are fit for");
    command->footer(
        "Examples:\n  sark-bench doctor\n  sark-bench doctor --dsn 'host=127.0.0.1 dbname=sark' "
        "--redis 127.0.0.1:6379\n"
        "Changes nothing. Exit code 100 when a point is answered NO.");
    auto options = std::make_shared<TargetOptions>();
    add_postgres_options(*command, *options);
    add_redis_option(*command, *options);
    add_allow_remote_option(*command, *options);
    command->callback([&action, options] { action = [options] { return execute(*options); }; });
}

}  // namespace sark::cli
