#include "scenarios/environment/managed_api.hpp"

#include <array>
#include <sstream>
#include <utility>

#include <poll.h>
#include <unistd.h>

namespace sark::scenarios {

namespace {

std::string number(double value) {
    std::ostringstream out;  // not to_string: 0.5, not 0.500000
    out << value;
    return out.str();
}

std::vector<std::string> audit_arguments(const AuditSettings& audit,
                                         const std::filesystem::path& directory) {
    std::vector<std::string> arguments;
    if (audit.ack) {
        arguments.insert(
            arguments.end(),
            {"--audit-ack", std::string(ack_level_names[static_cast<std::size_t>(*audit.ack)])});
        if (audit.ack == AckLevel::spool)
            arguments.insert(arguments.end(),
                             {"--audit-spool", (directory / "api-spool").string()});
    }
    if (audit.overflow)
        arguments.insert(
            arguments.end(),
            {"--audit-overflow",
             std::string(audit_overflow_names[static_cast<std::size_t>(*audit.overflow)])});
    if (audit.batch_size)
        arguments.insert(arguments.end(), {"--audit-batch", std::to_string(*audit.batch_size)});
    if (audit.queue)
        arguments.insert(arguments.end(), {"--audit-queue", std::to_string(*audit.queue)});
    return arguments;
}

std::vector<std::string> serve_command(const std::filesystem::path& directory,
                                       const ManagedApiOptions& options) {
    const postgres::PoolSettings& pool = options.pool;
    std::vector<std::string> command = {options.program,   "serve",
                                        "--host",          "127.0.0.1",
                                        "--port",          "0",
                                        "--threads",       std::to_string(options.threads),
                                        "--pool-size",     std::to_string(pool.pool_size),
                                        "--max-overflow",  std::to_string(pool.max_overflow),
                                        "--pool-timeout",  number(to_seconds(pool.timeout)),
                                        "--pool-recycle",  number(to_seconds(pool.recycle)),
                                        "--pool-pre-ping", pool.pre_ping ? "true" : "false"};
    if (!pool.prepared)  // said only where it differs: another build may not know it
        command.insert(command.end(), {"--pool-prepared", "false"});
    const auto audit = audit_arguments(options.audit, directory);
    command.insert(command.end(), audit.begin(), audit.end());
    if (!options.settings_profile.empty())
        command.insert(command.end(), {"--profile", options.settings_profile});
    if (!options.opa_url.empty())
        command.insert(command.end(), {"--opa-url", options.opa_url, "--opa-timeout",
                                       number(to_seconds(options.opa.timeout))});
    if (!options.opa_url.empty() && options.opa.breaker)
        command.insert(command.end(), {"--opa-breaker", number(to_seconds(*options.opa.breaker))});
    for (const auto& [name, value] : options.settings) command.push_back("--" + name + "=" + value);
    // The last of a name is what counts.
    command.insert(command.end(), options.arguments.begin(), options.arguments.end());
    return command;
}

std::vector<std::string> serve_environment(const ManagedApiOptions& options) {
    std::vector<std::string> variables = options.variables;
    const auto size = [&variables](const std::string& name, const postgres::PoolSettings& pool) {
        variables.push_back(name + "_POOL_SIZE=" + std::to_string(pool.pool_size));
        variables.push_back(name + "_MAX_OVERFLOW=" + std::to_string(pool.max_overflow));
    };
    size("AUDIT_DATABASE", options.audit_pool);
    size("READ_REPLICA", options.read_pool);
    variables.insert(
        variables.end(),
        {"SARK_BENCH_DSN=" + options.dsn, "SARK_BENCH_AUDIT_DSN=" + options.audit_dsn,
         "SARK_BENCH_READ_DSN=" + options.read_dsn, "SARK_BENCH_REDIS=" + options.redis,
         "SARK_BENCH_REDIS_PASSWORD=" + options.redis_password,
         std::string("POSTGRES_ECHO_POOL=") + (options.pool.echo_pool ? "true" : "false")});
    return inherited_environment(variables);
}

/// Appends what is there to read within `timeout_ms`; false at the end of the stream.
bool read_some(int fd, int timeout_ms, std::string& text) {
    pollfd watched{fd, POLLIN, 0};
    if (poll(&watched, 1, timeout_ms) <= 0)
        return true;
    std::array<char, 512> buffer{};
    const ssize_t got = read(fd, buffer.data(), buffer.size());
    if (got > 0)
        text.append(buffer.data(), static_cast<std::size_t>(got));
    return got != 0;
}

/// The URL of the first line that announces one; absent while there is none.
std::string find_announcement(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line) && !lines.eof();) {
        if (std::string url = announced_url(line); !url.empty())
            return url;
    }
    return "";
}

}  // namespace

std::string announced_url(const std::string& line) {
    constexpr std::string_view start = "listening on ";
    if (line.rfind(std::string(start) + "http://", 0) != 0)
        return "";
    std::string url = line.substr(start.size());
    while (!url.empty() && (url.back() == '\r' || url.back() == ' ' || url.back() == '/'))
        url.pop_back();
    return url;
}

Result<std::unique_ptr<ManagedApi>> ManagedApi::start(const std::filesystem::path& directory,
                                                      const ManagedApiOptions& options) {
    ChildOptions child;
    child.name = "managed API server";
    child.command = serve_command(directory, options);
    child.environment = serve_environment(options);
    child.log = directory / "api.log";
    child.pipe_stdout = true;
    auto process = ChildProcess::start(child);
    if (!process)
        return process.error();

    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    std::string text;
    bool open = true;
    while (std::chrono::steady_clock::now() < deadline) {
        if (open)
            open = read_some(process->stdout_fd(), 20, text);
        if (std::string url = find_announcement(text); !url.empty())
            return std::unique_ptr<ManagedApi>(new ManagedApi(std::move(*process), std::move(url)));
        if (!open && process->wait(std::chrono::milliseconds(20)))
            return process->failure();
        if (options.stop && options.stop())
            return Error{Errc::interrupted, "stopped while the API server was starting", "", ""};
    }
    return Error{Errc::unavailable, "the managed API server did not announce its port in 30 s", "",
                 process->last_words()};
}

ManagedApi::ManagedApi(ChildProcess process, std::string url)
    : process_(std::move(process)), url_(std::move(url)) {}

}  // namespace sark::scenarios
