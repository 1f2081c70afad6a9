#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <fmt/ranges.h>

#include "cli/commands/command.hpp"
#include "cli/output/output.hpp"
#include "cli/output/result_files.hpp"
#include "cli/runs/signal_watch.hpp"
#include "core/base/time.hpp"
#include "reports/history/history.hpp"
#include "reports/writers/history/history_writer.hpp"
#include "scenarios/run_id.hpp"

namespace sark::cli {

namespace {

constexpr const char* examples = R"(Examples:
  sark-bench history results
  sark-bench history results --scenario smoke --format console,html
  sark-bench history results --gate --last 5 --tolerance p95=10%
Change points are found among runs of the same scenario, machine and service versions; invalid and
unfinished runs are listed and not used. docs/history.md has how often that errs.
Exit codes: 0; with --gate 120 when the newest run lies after a regression that began within the
last runs and still holds, 121 when there are too few runs to tell, 122 when the newest is not used.)";

struct HistoryCommandOptions {
    std::string directory;
    std::string scenario;
    std::string formats = "console";
    std::string out;
    std::vector<std::string> tolerances;
    std::size_t last = reports::HistoryRule{}.last;
    bool gate = false;
};

reports::ExitCode execute(const HistoryCommandOptions& given) {
    const auto formats =
        parse_formats(given.formats, with_console(reports::history_file_formats()));
    if (!formats)
        return fail(formats.error());
    reports::HistoryOptions options;
    options.scenario = given.scenario;
    options.gate = given.gate;
    options.rule.last = given.last;
    for (const std::string& text : given.tolerances)
        if (auto added = reports::add_tolerance(text, options.rule.tolerances); !added)
            return fail(added.error());
    const SignalWatch signals;
    const auto collection =
        reports::collect_runs(given.directory, [&] { return signals.stop_requested(); });
    if (!collection)
        return fail(collection.error());
    const auto history = reports::make_history(*collection, options);
    if (!history)
        return fail(history.error());
    if (has_format(*formats, "console"))
        reports::write_history_console(*history, std::cout);
    return deliver_files({scenarios::new_run_id(SystemTime().utc_now()) + "-history",
                          given.out.empty() ? given.directory : given.out, false,
                          [&](const std::string& place) {
                              return reports::write_history_files(*history, place, *formats);
                          }},
                         history->exit_code);
}

}  // namespace

void add_history_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "history", "All runs over time: change points, availability, table growth");
    command->footer(examples);
    auto options = std::make_shared<HistoryCommandOptions>();
    command->add_option("directory", options->directory, "Holds runs, at any depth")->required();
    command->add_option("--scenario", options->scenario, "Only the runs of this one");
    command->add_flag("--gate", options->gate, "Let the outcome decide the exit code");
    command
        ->add_option("--last", options->last,
                     "A regression counts when it began within so many newest runs")
        ->check(CLI::Range(std::size_t{1}, std::size_t{100'000}))
        ->capture_default_str();
    command
        ->add_option("--tolerance", options->tolerances,
                     "What a change may be worse by: p95=5%, or 0 for every metric (repeatable)")
        ->allow_extra_args(false)
        ->type_name("[METRIC=]SHARE");
    command
        ->add_option(
            "--format", options->formats,
            fmt::format("Any of console,{}", fmt::join(reports::history_file_formats(), ",")))
        ->type_name("NAME,…")
        ->capture_default_str();
    command->add_option("--out", options->out, "Directory for files (default: the runs' own)")
        ->type_name("DIR");
    command->callback([&action, options] { action = [options] { return execute(*options); }; });
}

}  // namespace sark::cli
