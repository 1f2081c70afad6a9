#include "scenarios/environment/managed_redis.hpp"

#include <cstdlib>
#include <utility>

#include <unistd.h>

#include "scenarios/environment/postgres_binaries.hpp"
#include "scenarios/environment/redis_probe.hpp"
#include "scenarios/environment/run_directory.hpp"

namespace sark::scenarios {

namespace fs = std::filesystem;

Result<fs::path> find_redis_server() {
    const char* configured = std::getenv("SARK_BENCH_REDIS_SERVER");
    const char* path = std::getenv("PATH");
    fs::path program;
    if (configured != nullptr && *configured != '\0') {
        if (is_program(configured))
            program = configured;
    } else {
        program = find_in_path(
            "redis-server", std::string(path != nullptr ? path : "") + ":/usr/local/bin:/usr/bin");
    }
    if (program.empty())
        return Error{Errc::unavailable, "Redis server not found (redis-server is not in PATH)", "",
                     "apt-get install redis-server, or give a running one with --redis"};
    return program;
}

Result<std::unique_ptr<ManagedRedis>> ManagedRedis::start(const fs::path& directory,
                                                          const std::optional<ServiceUser>& user,
                                                          const std::function<bool()>& stop,
                                                          const Settings& settings) {
    const auto program = find_redis_server();
    if (!program)
        return program.error();
    if (auto fault = socket_path_fault(directory, "redis.sock"))
        return *fault;
    const fs::path socket = directory / "redis.sock";

    ChildOptions child;
    child.name = "managed Redis server";
    child.command = {program->string(), "--save", "", "--appendonly", "no"};
    for (const auto& [name, value] : settings)
        child.command.insert(child.command.end(), {"--" + name, value});
    // The last of a name is what counts.
    child.command.insert(child.command.end(),
                         {"--port", "0", "--unixsocket", socket.string(), "--unixsocketperm", "700",
                          "--dir", directory.string()});
    child.environment = plain_environment();
    child.user = user;
    child.directory = directory;
    child.log = directory / "redis.log";
    auto process = ChildProcess::start(child);
    if (!process)
        return process.error();

    const std::string endpoint = "unix:" + socket.string();
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!redis_info(endpoint, "")) {
        if (process->wait(std::chrono::milliseconds(5)))
            return process->failure();
        if (stop && stop())
            return Error{Errc::interrupted, "stopped while Redis was starting", "", ""};
        if (std::chrono::steady_clock::now() > deadline)
            return Error{Errc::unavailable, "the managed Redis server did not answer in 30 s", "",
                         process->last_words()};
    }
    return std::unique_ptr<ManagedRedis>(
        new ManagedRedis(std::move(*process), std::move(child), endpoint));
}

ManagedRedis::ManagedRedis(ChildProcess process, ChildOptions options, std::string endpoint)
    : process_(std::move(process)), options_(std::move(options)), endpoint_(std::move(endpoint)) {}

Result<void> ManagedRedis::start_again() {
    auto process = ChildProcess::start(options_);
    if (!process)
        return process.error();
    process_ = *std::move(process);
    return {};
}

}  // namespace sark::scenarios
