#include "scenarios/environment/managed_pgbouncer.hpp"

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string_view>
#include <utility>

#include <unistd.h>

#include "scenarios/environment/postgres_binaries.hpp"
#include "scenarios/environment/postgres_probe.hpp"
#include "scenarios/environment/run_directory.hpp"

namespace sark::scenarios {

namespace fs = std::filesystem;

namespace {

constexpr auto start_limit = std::chrono::seconds(30);
constexpr unsigned port = 6432;
constexpr unsigned server_connections_max = 100;

/// It must be readable for the user that PgBouncer runs as, and nobody else can enter the
/// directory.
Result<void> write_ini(const fs::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary);
    out << text;
    out.close();
    if (!out)
        return Error{Errc::io, "pgbouncer.ini cannot be written", file.string(), ""};
    return {};
}

/// "1.18.0" of "… process up: PgBouncer 1.18.0, libevent …".
std::string version_in(const std::string& text) {
    constexpr std::string_view mark = "process up: PgBouncer ";
    const std::size_t found = text.find(mark);
    if (found == std::string::npos)
        return "";
    const std::size_t begin = found + mark.size();
    return text.substr(begin, text.find_first_not_of("0123456789.", begin) - begin);
}

}  // namespace

Result<fs::path> find_pgbouncer() {
    const char* configured = std::getenv("SARK_BENCH_PGBOUNCER");
    const char* path = std::getenv("PATH");
    fs::path program;
    if (configured != nullptr && *configured != '\0') {
        if (is_program(configured))
            program = configured;
    } else {
        program = find_in_path("pgbouncer",
                               std::string(path != nullptr ? path : "") + ":/usr/sbin:/usr/bin");
    }
    if (program.empty())
        return Error{Errc::unavailable, "PgBouncer not found (pgbouncer is not in PATH)", "",
                     "apt-get install pgbouncer, or leave environment.pgbouncer out"};
    return program;
}

std::string managed_pgbouncer_ini(const fs::path& directory,
                                  const ManagedPgbouncerOptions& options) {
    const BouncerSpec& spec = options.spec;
    const auto number = [](unsigned value) { return std::to_string(value); };
    return "; Written by sark-bench from S001-POOL-05.\n"
           "[databases]\n"
           "* = host=" +
           options.server_directory.string() +
           " port=5432 user=postgres connect_query='SET statement_timeout = ''30s'''\n"
           "[pgbouncer]\n"
           "listen_port = " +
           number(port) + "\nunix_socket_dir = " + directory.string() +
           "\nunix_socket_mode = 0700\n"
           "auth_type = any\n"
           "admin_users = postgres\n"
           "server_tls_sslmode = disable\n"
           "ignore_startup_parameters = extra_float_digits, options\n"
           "pool_mode = " +
           std::string(spec.transaction_mode ? "transaction" : "session") +
           "\nmax_client_conn = " + number(bouncer_clients_max) +
           "\ndefault_pool_size = " + number(spec.default_pool_size) +
           "\nreserve_pool_size = " + number(spec.reserve_pool_size) +
           "\nreserve_pool_timeout = 3\n"
           "max_db_connections = " +
           number(server_connections_max) +
           "\nmax_user_connections = " + number(server_connections_max) +
           "\nserver_idle_timeout = 600\n"
           "server_lifetime = 3600\n"
           "server_connect_timeout = 15\n"
           "query_timeout = 30\n"
           "log_connections = 1\n"
           "log_disconnections = 1\n"
           "log_pooler_errors = 1\n";
}

Result<std::unique_ptr<ManagedPgbouncer>> ManagedPgbouncer::start(
    const fs::path& directory, const ManagedPgbouncerOptions& options) {
    const auto program = find_pgbouncer();
    if (!program)
        return program.error();
    if (auto fault = socket_path_fault(directory, ".s.PGSQL." + std::to_string(port)))
        return *fault;
    const fs::path ini = directory / "pgbouncer.ini";
    if (auto written = write_ini(ini, managed_pgbouncer_ini(directory, options)); !written)
        return written.error();

    ChildOptions child;
    child.name = "managed PgBouncer";
    child.command = {program->string(), ini.string()};
    child.environment = plain_environment();
    child.user = options.user;
    child.directory = directory;
    child.log = directory / "pgbouncer.log";
    child.stop_signal = SIGTERM;  // at once; SIGINT would wait for the clients
    auto process = ChildProcess::start(child);
    if (!process)
        return process.error();

    const std::string server = "host=" + directory.string() + " port=" + std::to_string(port) +
                               " user=postgres sslmode=disable gssencmode=disable "
                               "connect_timeout=5 dbname=";
    const auto deadline = std::chrono::steady_clock::now() + start_limit;
    while (!postgres_answers(server + "sark")) {
        if (process->wait(std::chrono::milliseconds(10)))
            return process->failure();
        if (options.stop && options.stop())
            return Error{Errc::interrupted, "stopped while PgBouncer was starting", "", ""};
        if (std::chrono::steady_clock::now() > deadline)
            return Error{Errc::unavailable, "the managed PgBouncer did not answer in 30 s", "",
                         process->last_words()};
    }
    std::string version = version_in(tail_of_file(child.log, 100));
    return std::unique_ptr<ManagedPgbouncer>(
        new ManagedPgbouncer(std::move(*process), server + "sark", std::move(version)));
}

ManagedPgbouncer::ManagedPgbouncer(ChildProcess process, std::string dsn, std::string version)
    : process_(std::move(process)), dsn_(std::move(dsn)), version_(std::move(version)) {}

}  // namespace sark::scenarios
