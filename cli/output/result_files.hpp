#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "reports/exit_code.hpp"

namespace sark::cli {

/// What a --format names. Errc::invalid_argument when it names none, or one that is not `known`.
[[nodiscard]] Result<std::vector<std::string>> parse_formats(const std::string& text,
                                                             const std::vector<std::string>& known);

/// A command's file formats and "console".
[[nodiscard]] std::vector<std::string> with_console(std::vector<std::string> file_formats);

/// Whether a format is among them.
[[nodiscard]] bool has_format(const std::vector<std::string>& formats, const std::string& format);

/// Makes the directory; Errc::invalid_argument when nothing can be written into it. For asking
/// before something is measured that takes long.
[[nodiscard]] Result<void> require_writable(const std::string& directory);

/// A result's files, and where they go.
struct ResultFiles {
    std::string id;         ///< Of the result, in the name of the directory that is the way out.
    std::string directory;  ///< Where they belong.
    bool quiet = false;     ///< Say nothing but errors.
    /// Writes them into the directory that it is given, and says which.
    std::function<Result<std::vector<std::string>>(const std::string& directory)> write;
};

/// Writes them and prints their paths. When the directory refuses (disk full), they go to the
/// temporary directory instead, so that what was measured is kept. Returns `code`, or that of the
/// failure to write.
[[nodiscard]] reports::ExitCode deliver_files(const ResultFiles& files, reports::ExitCode code);

}  // namespace sark::cli
