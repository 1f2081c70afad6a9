#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "cli/commands/command.hpp"
#include "cli/output/output.hpp"
#include "cli/runs/signal_watch.hpp"
#include "reports/writers/selftest.hpp"
#include "scenarios/selftest/selftest.hpp"

namespace sark::cli {

namespace {

struct SelftestChoice {
    bool quick = false;
    std::string format = "console";
};

reports::ExitCode execute(const SelftestChoice& choice) {
    SignalWatch signals;
    scenarios::SelftestOptions options;
    options.quick = choice.quick;
    options.note = [](std::string_view line) { print_note(fmt::format("{}\n", line)); };
    const auto result = scenarios::run_selftest(options, signals.stop());
    if (!result)
        return fail(result.error());
    if (choice.format == "json")
        reports::write_selftest_json(*result, std::cout);
    else
        reports::write_selftest(*result, std::cout);
    return reports::exit_code_of(*result);
}

}  // namespace

void add_selftest_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "selftest", "Check the load generator against known truth, and what this host is fit for");
    command->footer(
        "Examples:\n  sark-bench selftest\n  sark-bench selftest --quick --format json\n"
        "Takes up to 60 s (--quick: 20 s) and sends load to itself on loopback only.\n"
        "Exit code 0 when its numbers can be trusted on this host now, 122 when not.");
    auto choice = std::make_shared<SelftestChoice>();
    command->add_flag("--quick", choice->quick, "Fewer samples, without p99.9");
    command->add_option("--format", choice->format, "console or json")
        ->check(CLI::IsMember({"console", "json"}));
    command->callback([&action, choice] { action = [choice] { return execute(*choice); }; });
}

}  // namespace sark::cli
