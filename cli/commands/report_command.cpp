#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/commands/command.hpp"
#include "cli/options/arguments.hpp"
#include "cli/output/output.hpp"
#include "cli/output/run_output.hpp"
#include "reports/report.hpp"
#include "reports/writers/writer.hpp"

namespace sark::cli {

namespace {

struct ReportOptions {
    std::string run;
    std::string sla;
    std::string formats = "console";
    std::string out;
};

Result<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return Error{Errc::not_found, "cannot read this result", path,
                     "give a run's directory or its result.json"};
    }
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

reports::ExitCode execute(const ReportOptions& options) {
    const std::string path = std::filesystem::is_directory(options.run)
                                 ? (std::filesystem::path(options.run) / "result.json").string()
                                 : options.run;
    const std::string directory =
        options.out.empty() ? std::filesystem::path(path).parent_path().string() : options.out;
    auto output = RunOutput::create(options.formats, directory.empty() ? "." : directory, false);
    if (!output)
        return fail(output.error());
    const auto text = read_file(path);
    if (!text)
        return fail(text.error());
    auto run = reports::read_result(*text, path);
    if (!run)
        return fail(run.error());
    const auto profiles =
        options.sla.empty() ? run->scenario.sla_profiles : split_list(options.sla);
    auto report = reports::judge(*std::move(run), profiles);
    if (!report)
        return fail(report.error());
    return output->deliver(*report);
}

}  // namespace

void add_report_command(CLI::App& app, Action& action) {
    auto* command =
        app.add_subcommand("report", "Judge and show a finished run again, without measuring");
    command->footer(
        "Examples:\n  sark-bench report results/smoke/20261121T073820Z-1f3a\n"
        "  sark-bench report result.json --sla sla --format console,html --out again\n"
        "The exit code is the verdict's, as for run.");
    auto options = std::make_shared<ReportOptions>();
    command->add_option("run", options->run, "A run's directory, or its result.json")->required();
    command->add_option("--sla", options->sla, "SLA profiles to judge (default: the run's own)")
        ->type_name("NAME,…");
    command->add_option("--format", options->formats, RunOutput::format_help())
        ->type_name("NAME,…");
    command->add_option("--out", options->out, "Directory for files (default: the run's own)")
        ->type_name("DIR");
    command->callback([&action, options] { action = [options] { return execute(*options); }; });
}

}  // namespace sark::cli
