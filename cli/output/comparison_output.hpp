#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "reports/comparison/comparison.hpp"

namespace sark::cli {

/// Where a comparison goes: the terminal, files, and the CI system that runs it.
class ComparisonOutput {
 public:
    /// What --format may say.
    [[nodiscard]] static std::string format_help();

    /// Checks the formats and that the directory can be written to, before anything is measured.
    /// An empty directory means results/<scenario>/<id>.
    [[nodiscard]] static Result<ComparisonOutput> create(const std::string& formats,
                                                         std::string directory, bool quiet);

    /// Prints and writes. Where $GITHUB_STEP_SUMMARY names a file, the Markdown is added to it;
    /// with format `github`, or GITHUB_ACTIONS=true, annotations are printed, --quiet or not.
    /// Returns the comparison's exit code, or that of the failure to write: the files are in the
    /// temporary directory then.
    [[nodiscard]] reports::ExitCode deliver(const reports::Comparison& comparison,
                                            const std::string& id) const;

    [[nodiscard]] bool prints() const noexcept { return console_; }

 private:
    ComparisonOutput() = default;
    bool console_ = false;
    bool annotate_ = false;
    bool quiet_ = false;
    std::vector<std::string> file_formats_;
    std::string directory_;
};

}  // namespace sark::cli
