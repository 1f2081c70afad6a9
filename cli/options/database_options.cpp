#include "cli/options/database_options.hpp"

#include <cstdlib>

#include <CLI/CLI.hpp>

#include "migrations/migrator.hpp"
#include "scenarios/environment/endpoint_safety.hpp"

namespace sark::cli {

void add_database_options(CLI::App& command, TargetOptions& options) {
    command.add_option("--dsn", options.dsn, "Database to work on (libpq connection string)")
        ->envname("SARK_BENCH_DSN")
        ->type_name("DSN");
    add_allow_remote_option(command, options);
}

Result<std::unique_ptr<postgres::Session>> open_database(const TargetOptions& options) {
    if (options.dsn.empty()) {
        return Error{Errc::invalid_argument, "no database given", "--dsn",
                     "give --dsn or set SARK_BENCH_DSN"};
    }
    if (auto safe =
            scenarios::check_postgres_safety(options.dsn, "--dsn", options.allow_remote,
                                             [](const char* name) { return std::getenv(name); });
        !safe) {
        return safe.error();
    }
    return postgres::Session::open(options.dsn);
}

std::vector<std::string> migrated_systems() {
    return {std::begin(migrations::systems), std::end(migrations::systems)};
}

std::vector<std::string> index_sets() {
    return {std::begin(migrations::index_set_names), std::end(migrations::index_set_names)};
}

}  // namespace sark::cli
