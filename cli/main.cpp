#include <exception>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/commands/command.hpp"
#include "cli/output/output.hpp"
#include "core/base/suggestion.hpp"
#include "scenarios/environment/version.hpp"

namespace {

constexpr const char* footer = R"(Exit codes:
  0 pass            99 SLA or threshold failed   100 target or service unavailable
  1 internal error 104 usage or scenario error   105 interrupted
 120 regressed     121 inconclusive              122 run invalid    123 not comparable

Examples:
  sark-bench run smoke
  sark-bench run my.json --dsn 'host=127.0.0.1 dbname=sark user=sark' -R 500 -T 30s
  sark-bench list
Documentation: README.md, docs/measurement.md, docs/scenarios.md)";

std::string version_text() {
    return std::string("sark-bench ") + sark::scenarios::tool_version() + " (" +
           sark::scenarios::tool_revision() + ", " + sark::scenarios::build_type() + ")";
}

/// The parser misses a command where there is one that it does not know.
std::string what_is_wrong(const CLI::App& app, const CLI::Error& error) {
    const auto rest = app.remaining();
    if (!app.get_subcommands().empty() || rest.empty() || rest.front().starts_with('-'))
        return error.what();
    std::vector<std::string> commands;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
        commands.push_back(command->get_name());
    return "there is no command \"" + rest.front() + "\"\n  " +
           sark::suggestion(rest.front(), commands);
}

/// Does what the arguments say.
sark::reports::ExitCode run(CLI::App& app, const sark::cli::Action& action, int argc, char** argv) {
    using sark::reports::ExitCode;
    try {
        app.parse(argc, argv);
        return action();
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? ExitCode::pass : ExitCode::bad_usage;
    } catch (const std::exception& error) {
        if (sark::cli::output_lost())  // nobody's defect; end_output() says it
            return ExitCode::internal_error;
        return sark::cli::fail(
            {sark::Errc::internal, error.what(), "", "please report this defect"});
    }
}

}  // namespace

int main(int argc, char** argv) {
    sark::cli::keep_standard_streams();
    CLI::App app{"sark-bench checks a SARK deployment against its documented latencies and rates."};
    app.name("sark-bench");
    app.footer(footer);
    app.set_version_flag("--version", version_text());
    app.require_subcommand(1);
    app.failure_message([](const CLI::App* where, const CLI::Error& error) {
        return "sark-bench: error: " + what_is_wrong(*where, error) +
               "\n  see sark-bench --help, or sark-bench COMMAND --help\n";
    });

    sark::cli::Action action;
    sark::cli::add_run_command(app, action);
    sark::cli::add_ab_command(app, action);
    sark::cli::add_compare_command(app, action);
    sark::cli::add_baseline_command(app, action);
    sark::cli::add_history_command(app, action);
    sark::cli::add_capacity_command(app, action);
    sark::cli::add_sweep_command(app, action);
    sark::cli::add_plan_command(app, action);
    sark::cli::add_claims_command(app, action);
    sark::cli::add_list_command(app, action);
    sark::cli::add_validate_command(app, action);
    sark::cli::add_report_command(app, action);
    sark::cli::add_selftest_command(app, action);
    sark::cli::add_serve_command(app, action);
    sark::cli::add_migrate_command(app, action);
    sark::cli::add_seed_command(app, action);
    sark::cli::add_db_command(app, action);
    sark::cli::add_doctor_command(app, action);

    return static_cast<int>(sark::cli::end_output(run(app, action, argc, argv)));
}
