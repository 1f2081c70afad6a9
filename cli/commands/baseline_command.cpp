#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <fmt/ranges.h>

#include "cli/commands/command.hpp"
#include "cli/output/output.hpp"
#include "reports/baselines/baseline_store.hpp"
#include "reports/baselines/stored_run.hpp"
#include "reports/comparison/comparison_text.hpp"
#include "reports/comparison/runs_comparison.hpp"

namespace sark::cli {

namespace {

constexpr const char* examples = R"(Examples:
  sark-bench baseline set results/smoke/20261121T073820Z-1f3a --name main
  sark-bench baseline set results/five --name main --tag v1.4     (every run of --repeat 5)
  sark-bench baseline list
  sark-bench baseline prune --keep 10 --name main
  sark-bench compare main results/smoke/20261122T081500Z-90c2 --gate
A baseline is a directory of ordinary run directories, DIR/NAME/RUN. Only valid runs that ran to
their end become one (else exit 122), and only runs of the same thing share a name (else 123).)";

struct BaselineOptions {
    std::string directory = "baselines";
    std::string run;
    std::string name;
    std::vector<std::string> tags;
    std::size_t keep = 10;
    bool dry_run = false;
};

reports::ExitCode set_one(const BaselineOptions& options, const std::string& place) {
    using reports::ExitCode;
    const reports::BaselineStore store(options.directory);
    const auto report = reports::load_run(place);
    if (!report)
        return fail(report.error());
    if (const std::string why = reports::unusable_because(*report); !why.empty()) {
        print_error({Errc::conflict, why + ": it cannot be a baseline", place, "measure it again"});
        return ExitCode::invalid_run;
    }
    const auto differences = store.differences(*report, options.name);
    if (!differences)
        return fail(differences.error());
    for (const reports::RunDifference& difference : *differences)
        print_note(fmt::format("{}\n", reports::difference_text(difference)));
    if (!differences->empty()) {
        print_error({Errc::conflict, "baseline " + options.name + " is of something else", place,
                     "give it another --name, or remove the old runs (baseline prune --keep 0 "
                     "--name " +
                         options.name + ")"});
        return ExitCode::not_comparable;
    }
    const auto run = store.set(*report, place, options.name, options.tags);
    if (!run)
        return fail(run.error());
    fmt::print("baseline {}: {}{}\n", run->name, run->directory,
               run->tags.empty() ? "" : fmt::format(" ({})", fmt::join(run->tags, ", ")));
    return ExitCode::pass;
}

reports::ExitCode set_runs(const BaselineOptions& options) {
    const auto places = reports::runs_at(options.run);
    if (!places)
        return fail(places.error());
    for (const std::string& place : *places)
        if (const auto code = set_one(options, place); code != reports::ExitCode::pass)
            return code;
    return reports::ExitCode::pass;
}

void print_run(const reports::BaselineRun& run) {
    fmt::print("{}  {}  {}  {}{}\n", run.name, run.id, run.started_at, run.scenario,
               run.tags.empty() ? "" : fmt::format("  [{}]", fmt::join(run.tags, ", ")));
}

reports::ExitCode list_runs(const BaselineOptions& options) {
    const auto runs = reports::BaselineStore(options.directory).list();
    if (!runs)
        return fail(runs.error());
    for (const reports::BaselineRun& run : *runs) print_run(run);
    if (runs->empty())
        fmt::print("no baselines in {}\n", options.directory);
    return reports::ExitCode::pass;
}

reports::ExitCode prune_runs(const BaselineOptions& options) {
    const auto removed = reports::BaselineStore(options.directory)
                             .prune(options.keep, options.name, options.dry_run);
    if (!removed)
        return fail(removed.error());
    for (const reports::BaselineRun& run : *removed) {
        fmt::print("{}: ", options.dry_run ? "would remove" : "removed");
        print_run(run);
    }
    if (removed->empty())
        fmt::print("nothing to remove: no name has more than {} untagged runs\n", options.keep);
    return reports::ExitCode::pass;
}

}  // namespace

void add_baseline_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("baseline", "Keep runs to compare later ones with");
    command->footer(examples);
    command->require_subcommand(1);
    auto options = std::make_shared<BaselineOptions>();
    const auto add = [&](const char* name, const char* about,
                         reports::ExitCode (*run)(const BaselineOptions&)) {
        auto* sub = command->add_subcommand(name, about);
        sub->add_option("--baselines", options->directory, "Directory of the baselines")
            ->type_name("DIR")
            ->capture_default_str();
        sub->callback(
            [&action, options, run] { action = [options, run] { return run(*options); }; });
        return sub;
    };
    auto* set = add("set", "Keep a run (or every run of --repeat) under a name", set_runs);
    set->add_option("run", options->run,
                    "A run's directory, its result.json, or a directory of runs")
        ->required();
    set->add_option("--name", options->name, "Name of the baseline")->required();
    set->add_option("--tag", options->tags, "Another word for this very run (repeatable)")
        ->allow_extra_args(false);
    (void)add("list", "Show what there is", list_runs);
    auto* prune = add("prune", "Remove old runs; those with a tag stay", prune_runs);
    prune->add_option("--keep", options->keep, "How many of each name stay")->capture_default_str();
    prune->add_option("--name", options->name, "Only of this name");
    prune->add_flag("--dry-run", options->dry_run, "Only say what would be removed");
}

}  // namespace sark::cli
