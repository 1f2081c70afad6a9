#include "cli/runs/run_series.hpp"

#include <iostream>
#include <sstream>
#include <string>

#include <fmt/core.h>

#include "cli/output/output.hpp"
#include "reports/repeats.hpp"

namespace sark::cli {

namespace {

/// Whether another run may follow.
bool goes_on(const reports::Report& report) {
    using scenarios::RunStatus;
    return report.run.status == RunStatus::completed ||
           (report.run.status == RunStatus::aborted && report.run.breach);
}

}  // namespace

reports::ExitCode run_series(
    unsigned count, const scenarios::Scenario& scenario, RunSession& session,
    const RunOutput& output,
    const std::function<std::optional<scenarios::Scenario>(std::uint64_t seed)>& with_seed) {
    using reports::ExitCode;
    reports::RepeatSeries series;
    std::string directory = output.directory();
    std::optional<ExitCode> broken;
    for (unsigned number = 1; number <= count && !broken && !session.interrupted(); ++number) {
        const auto one = with_seed(scenario.seed + number - 1);
        if (!one)
            return ExitCode::bad_usage;
        auto report =
            session.measure(*one, fmt::format("{}  run {} of {}", scenario.name, number, count));
        if (!report) {
            broken = fail(report.error());
            break;
        }
        if (directory.empty())
            directory = "results/" + scenario.name + "/repeats-" + report->run.id;
        const std::string place = std::to_string(number);
        const RunOutput files = output.quietly_into(directory + "/" + place);
        if (const ExitCode code = files.deliver(*report); code != report->verdict.exit_code)
            broken = code;
        session.publish(*report);
        series.add(*report, place);
        std::ostringstream json;
        reports::write_repeats_json(series, json);
        if (auto saved = output.save(directory, "repeats.json", json.str()); !saved && !broken)
            broken = fail(saved.error());
        if (!goes_on(*report))
            break;
    }
    if (series.runs().empty())
        return broken.value_or(ExitCode::interrupted);
    if (output.prints()) {
        reports::write_repeats_console(series, std::cout);
        if (output.writes_json())
            fmt::print("wrote {0}/repeats.json and a run in each of {0}/1..{1}\n", directory,
                       series.runs().size());
    }
    return broken.value_or(series.exit_code());
}

}  // namespace sark::cli
