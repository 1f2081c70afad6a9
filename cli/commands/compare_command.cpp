#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "cli/commands/command.hpp"
#include "cli/options/arguments.hpp"
#include "cli/output/comparison_output.hpp"
#include "cli/output/output.hpp"
#include "reports/baselines/baseline_store.hpp"
#include "reports/baselines/stored_run.hpp"
#include "reports/comparison/runs_comparison.hpp"

namespace sark::cli {

namespace {

constexpr const char* examples = R"(Examples:
  sark-bench compare results/smoke/20261121T073820Z-1f3a results/smoke/20261122T081500Z-90c2
  sark-bench compare main out --gate
  sark-bench compare v1.4 out --gate --tolerance p95=10% --out comparison
BASE and CAND: a run's directory, its result.json, a directory of runs (run --repeat), or a
baseline's name or tag. Several runs on a side tell how runs differ: the question is whether the
ratio of CAND to BASE is above 1 + tolerance, and one run against one can hardly answer it.
Exit codes: 0; with --gate 120 regressed, 121 inconclusive; always 122 no valid run, 123 different
scenario, dataset, service versions or machine.)";

struct CompareOptions {
    std::string base;
    std::string candidate;
    std::string baselines = "baselines";
    std::vector<std::string> tolerances;
    std::string formats;
    std::string out;
    bool gate = false;
    bool allow_different = false;
    bool quiet = false;
};

/// Every run that a word stands for, read.
Result<std::vector<std::pair<std::string, reports::Report>>> load_side(
    const std::string& word, const std::string& baselines) {
    auto places = reports::runs_at(word);
    if (!places && word.find('/') == std::string::npos)
        places = reports::BaselineStore(baselines).find(word);
    if (!places)
        return places.error();
    std::vector<std::pair<std::string, reports::Report>> runs;
    for (const std::string& place : *places) {
        auto report = reports::load_run(place);
        if (!report)
            return report.error();
        runs.emplace_back(place, *std::move(report));
    }
    return runs;
}

reports::ExitCode execute(CompareOptions options) {
    if (options.formats.empty())
        options.formats = options.out.empty() ? "console" : "console,json,junit,md,html";
    const auto output = ComparisonOutput::create(options.formats, options.out, options.quiet);
    if (!output)
        return fail(output.error());
    const auto base = load_side(options.base, options.baselines);
    if (!base)
        return fail(base.error());
    const auto candidate = load_side(options.candidate, options.baselines);
    if (!candidate)
        return fail(candidate.error());
    const scenarios::RunResult& latest = candidate->back().second.run;
    reports::ComparisonSetup setup;
    auto tolerances = reports::tolerances_of(latest.scenario, options.tolerances);
    if (!tolerances)
        return fail(tolerances.error());
    setup.tolerances = *std::move(tolerances);
    setup.scenario = latest.scenario.name;
    setup.arms = {options.base, options.candidate};
    setup.seed = latest.scenario.seed;
    setup.started_at = to_iso8601(latest.engine.started_at);
    setup.facts = latest.environment.facts;
    reports::RunsComparison::Rule rule;
    rule.gated = options.gate;
    rule.allow_different = options.allow_different;
    reports::RunsComparison comparison(std::move(setup), rule);
    for (const auto& [place, report] : *base) comparison.add(reports::Arm::a, report, place);
    for (const auto& [place, report] : *candidate) comparison.add(reports::Arm::b, report, place);
    const reports::Comparison found = comparison.conclude();
    if (output->prints())
        fmt::print("{}: {}\nA  {}\nB  {}\n", found.setup.scenario, found.question,
                   found.setup.arms[0], found.setup.arms[1]);
    return output->deliver(found, latest.id + "-compare");
}

}  // namespace

void add_compare_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("compare", "Compare runs that were made apart");
    command->footer(examples);
    auto options = std::make_shared<CompareOptions>();
    command->add_option("base", options->base, "The run or baseline to compare with")->required();
    command->add_option("cand", options->candidate, "The run or runs to judge")->required();
    command->add_flag("--gate", options->gate,
                      "Exit with the outcome: 0, 120 regressed, 121 inconclusive");
    command->add_flag("--allow-different", options->allow_different,
                      "Compare in spite of differences, which are said");
    command
        ->add_option("--tolerance", options->tolerances,
                     "What CAND may be worse by: p95=5%, or 0 for every metric (repeatable)")
        ->allow_extra_args(false)
        ->type_name("[METRIC=]SHARE");
    command->add_option("--baselines", options->baselines, "Directory of the baselines")
        ->type_name("DIR")
        ->capture_default_str();
    command->add_option("--format", options->formats, ComparisonOutput::format_help())
        ->type_name("NAME,…");
    command
        ->add_option("--out", options->out,
                     "Directory of the comparison's files (then json,junit,md,html are written)")
        ->type_name("DIR");
    command->add_flag("--quiet", options->quiet, "Print nothing but errors");
    command->callback([&action, options] { action = [options] { return execute(*options); }; });
}

}  // namespace sark::cli
