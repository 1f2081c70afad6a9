#include "cli/run_output.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <system_error>

#include <fmt/ranges.h>
#include <unistd.h>

#include "cli/output.hpp"
#include "reports/writers/atomic_file.hpp"
#include "reports/writers/writer.hpp"

namespace sark::cli {

namespace {

std::vector<std::string> known_formats() {
    std::vector<std::string> formats = reports::file_formats();
    formats.insert(formats.begin(), {"console", "targets"});
    return formats;
}

Result<void> require_writable(const std::string& directory) {
    std::error_code failure;
    std::filesystem::create_directories(directory, failure);
    if (failure || ::access(directory.c_str(), W_OK) != 0) {
        return Error{Errc::invalid_argument,
                     "cannot write into this directory" + (failure ? ": " + failure.message() : ""),
                     directory, "choose another one with --out"};
    }
    return {};
}

bool wants_colour() {
    return isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
}

}  // namespace

std::string RunOutput::format_help() {
    return fmt::format("Any of {}; hlog and csv go with json (docs/formats.md)",
                       fmt::join(known_formats(), ","));
}

Result<RunOutput> RunOutput::create(std::vector<std::string> formats, std::string directory,
                                    bool quiet) {
    RunOutput output;
    const std::vector<std::string> known = known_formats();
    if (formats.empty())
        return Error{Errc::invalid_argument, "names no format: what is measured would be lost",
                     "--format", fmt::format("use any of {}", fmt::join(known, ","))};
    for (std::string& format : formats) {
        if (std::find(known.begin(), known.end(), format) == known.end()) {
            return Error{Errc::invalid_argument, "unknown format '" + format + "'", "--format",
                         fmt::format("use any of {}", fmt::join(known, ","))};
        }
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
    auto written = reports::write_run_files(report, directory, file_formats_);
    auto code = report.verdict.exit_code;
    if (!written) {
        code = fail(written.error());
        const std::string rescue =
            (std::filesystem::temp_directory_path() / ("sark-bench-" + report.run.id)).string();
        written = reports::write_run_files(report, rescue, file_formats_);
        if (!written)
            return fail(written.error());
        print_note(fmt::format("sark-bench: the run's files are in {} instead\n", rescue));
    }
    if (!quiet_) {
        for (const std::string& path : *written) fmt::print("wrote {}\n", path);
    }
    return code;
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
    return std::ranges::find(file_formats_, "json") != file_formats_.end();
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
