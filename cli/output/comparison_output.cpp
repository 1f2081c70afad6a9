#include "cli/output/comparison_output.hpp"

#include <fstream>
#include <iostream>
#include <utility>

#include <fmt/ranges.h>

#include "cli/options/arguments.hpp"
#include "cli/output/output.hpp"
#include "cli/output/result_files.hpp"
#include "reports/writers/ci/ci_writer.hpp"
#include "reports/writers/comparison/comparison_writer.hpp"

namespace sark::cli {

namespace {

std::vector<std::string> known_formats() {
    std::vector<std::string> formats = reports::comparison_formats();
    formats.insert(formats.begin(), {"console", "github"});
    return formats;
}

/// Steps of one job share that file, so it is added to.
Result<void> add_step_summary(const reports::Comparison& comparison, const std::string& path) {
    std::ofstream file(path, std::ios::app);
    reports::write_comparison_markdown(comparison, file);
    file << '\n';
    file.flush();
    if (!file)
        return Error{Errc::io, "cannot add to the step summary", path,
                     "GITHUB_STEP_SUMMARY must name a file that can be written to"};
    return {};
}

}  // namespace

std::string ComparisonOutput::format_help() {
    return fmt::format("Any of {} (docs/formats.md)", fmt::join(known_formats(), ","));
}

Result<ComparisonOutput> ComparisonOutput::create(const std::string& formats, std::string directory,
                                                  bool quiet) {
    auto named = parse_formats(formats, known_formats());
    if (!named)
        return named.error();
    ComparisonOutput output;
    output.annotate_ = environment_value("GITHUB_ACTIONS") == "true";
    for (std::string& format : *named) {
        if (format == "console")
            output.console_ = !quiet;
        else if (format == "github")
            output.annotate_ = true;
        else
            output.file_formats_.push_back(std::move(format));
    }
    if (!directory.empty() && !output.file_formats_.empty())
        if (auto writable = require_writable(directory); !writable)
            return writable.error();
    output.directory_ = std::move(directory);
    output.quiet_ = quiet;
    return output;
}

reports::ExitCode ComparisonOutput::deliver(const reports::Comparison& comparison,
                                            const std::string& id) const {
    if (console_)
        reports::write_comparison_console(comparison, std::cout);
    reports::ExitCode code = comparison.exit_code;
    if (!file_formats_.empty()) {
        const std::string directory =
            directory_.empty() ? "results/" + comparison.setup.scenario + "/" + id : directory_;
        code = deliver_files({id, directory, quiet_,
                              [&](const std::string& place) {
                                  return reports::write_comparison_files(comparison, place,
                                                                         file_formats_);
                              }},
                             code);
    }
    if (annotate_)
        reports::write_github_annotations(comparison, std::cout);
    if (const std::string summary = environment_value("GITHUB_STEP_SUMMARY"); !summary.empty())
        if (auto added = add_step_summary(comparison, summary); !added)
            code = fail(added.error());
    return code;
}

}  // namespace sark::cli
