#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <fmt/ranges.h>

#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/signal_watch.hpp"
#include "reports/history/history.hpp"
#include "reports/writers/history/history_writer.hpp"

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

Result<std::vector<std::string>> formats_of(const std::string& text) {
    std::vector<std::string> known = reports::history_file_formats();
    known.insert(known.begin(), "console");
    std::vector<std::string> formats = split_list(text);
    for (const std::string& format : formats)
        if (std::ranges::find(known, format) == known.end())
            return Error{Errc::invalid_argument, "unknown format '" + format + "'", "--format",
                         fmt::format("use any of {}", fmt::join(known, ","))};
    return formats;
}

reports::ExitCode execute(const HistoryCommandOptions& given) {
    const auto formats = formats_of(given.formats);
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
    const bool console = std::ranges::find(*formats, "console") != formats->end();
    if (console)
        reports::write_history_console(*history, std::cout);
    const auto written = reports::write_history_files(
        *history, given.out.empty() ? given.directory : given.out, *formats);
    if (!written)
        return fail(written.error());
    for (const std::string& path : *written) fmt::print("wrote {}\n", path);
    return history->exit_code;
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
