#include "cli/output/result_files.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <system_error>

#include <fmt/ranges.h>
#include <unistd.h>

#include "cli/options/arguments.hpp"
#include "cli/output/output.hpp"

namespace sark::cli {

Result<std::vector<std::string>> parse_formats(const std::string& text,
                                               const std::vector<std::string>& known) {
    std::vector<std::string> formats = split_list(text);
    if (formats.empty())
        return Error{Errc::invalid_argument, "names no format: what is measured would be lost",
                     "--format", fmt::format("use any of {}", fmt::join(known, ","))};
    for (const std::string& format : formats)
        if (!has_format(known, format))
            return Error{Errc::invalid_argument, "unknown format '" + format + "'", "--format",
                         fmt::format("use any of {}", fmt::join(known, ","))};
    return formats;
}

std::vector<std::string> with_console(std::vector<std::string> file_formats) {
    file_formats.insert(file_formats.begin(), "console");
    return file_formats;
}

bool has_format(const std::vector<std::string>& formats, const std::string& format) {
    return std::ranges::find(formats, format) != formats.end();
}

Result<void> require_writable(const std::string& directory) {
    std::error_code failure;
    std::filesystem::create_directories(directory, failure);
    if (failure || ::access(directory.c_str(), W_OK) != 0)
        return Error{Errc::invalid_argument,
                     "cannot write into this directory" + (failure ? ": " + failure.message() : ""),
                     directory, "choose another one with --out"};
    return {};
}

reports::ExitCode deliver_files(const ResultFiles& files, reports::ExitCode code) {
    auto written = files.write(files.directory);
    if (!written) {
        code = fail(written.error());
        const std::string rescue =
            (std::filesystem::temp_directory_path() / ("sark-bench-" + files.id)).string();
        written = files.write(rescue);
        if (!written)
            return fail(written.error());
        print_note(fmt::format("sark-bench: the files are in {} instead\n", rescue));
    }
    if (!files.quiet)
        for (const std::string& path : *written) std::cout << "wrote " << path << '\n';
    return code;
}

}  // namespace sark::cli
