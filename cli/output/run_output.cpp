#include "cli/output/run_output.hpp"

#include <cstdlib>
#include <iostream>

#include <fmt/ranges.h>
#include <unistd.h>

#include "cli/output/result_files.hpp"
#include "reports/writers/atomic_file.hpp"
#include "reports/writers/writer.hpp"

namespace sark::cli {

namespace {

std::vector<std::string> known_formats() {
    std::vector<std::string> formats = reports::file_formats();
    formats.insert(formats.begin(), {"console", "targets"});
    return formats;
}

bool wants_colour() {
    return isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
}

}  // namespace

std::string RunOutput::format_help() {
    return fmt::format("Any of {}; hlog and csv go with json (docs/formats.md)",
                       fmt::join(known_formats(), ","));
}

Result<RunOutput> RunOutput::create(const std::string& formats, std::string directory, bool quiet) {
    auto named = parse_formats(formats, known_formats());
    if (!named)
        return named.error();
    RunOutput output;
    for (std::string& format : *named) {
        if (format == "console") {
            output.console_ = !quiet;
        } else if (format == "targets") {
            output.targets_ = true;
        } else {
            output.file_formats_.push_back(std::move(format));
        }
    }
    if (!directory.empty() && !output.file_formats_.empty()) {
        if (auto writable = require_writable(directory); !writable)
            return writable.error();
    }
    output.directory_ = std::move(directory);
    output.quiet_ = quiet;
    return output;
}

reports::ExitCode RunOutput::deliver(const reports::Report& report) const {
    if (console_)
        reports::write_console(report, std::cout, wants_colour());
    if (targets_)
        reports::write_targets(report, std::cout);
    if (file_formats_.empty())
        return report.verdict.exit_code;

    const std::string directory = directory_.empty()
                                      ? "results/" + report.run.scenario.name + "/" + report.run.id
                                      : directory_;
    return deliver_files({report.run.id, directory, quiet_,
                          [&](const std::string& place) {
                              return reports::write_run_files(report, place, file_formats_);
                          }},
                         report.verdict.exit_code);
}

RunOutput RunOutput::quietly_into(const std::string& directory) const {
    RunOutput other = *this;
    other.directory_ = directory;
    other.console_ = false;
    other.targets_ = false;
    other.quiet_ = true;
    return other;
}

bool RunOutput::writes_json() const {
    return has_format(file_formats_, "json");
}

Result<void> RunOutput::save(const std::string& directory, const std::string& name,
                             std::string_view text) const {
    if (!writes_json())
        return {};
    if (auto writable = require_writable(directory); !writable)
        return writable;
    return reports::write_atomically(directory + "/" + name, text);
}

}  // namespace sark::cli
