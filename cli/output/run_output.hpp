#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "reports/report.hpp"

namespace sark::cli {

/// Where a report goes: the terminal and the files of the run's directory.
class RunOutput {
 public:
    /// What --format may say.
    [[nodiscard]] static std::string format_help();

    /// Checks the formats and that the directory can be written to, before anything is measured.
    /// An empty directory means results/<scenario>/<run id>.
    [[nodiscard]] static Result<RunOutput> create(const std::string& formats, std::string directory,
                                                  bool quiet);

    /// Prints and writes. When the directory refuses (disk full), the files go to the temporary
    /// directory instead, so that what was measured is kept. Returns the verdict's exit code, or
    /// that of the failure to write.
    [[nodiscard]] reports::ExitCode deliver(const reports::Report& report) const;

    /// The same files into another directory, and nothing on the terminal but errors.
    [[nodiscard]] RunOutput quietly_into(const std::string& directory) const;
    /// A file of its own beside the runs' (made if json is among the formats).
    [[nodiscard]] Result<void> save(const std::string& directory, const std::string& name,
                                    std::string_view text) const;
    /// Empty: results/<scenario>/<run id>.
    [[nodiscard]] const std::string& directory() const noexcept { return directory_; }
    [[nodiscard]] bool prints() const noexcept { return console_; }
    [[nodiscard]] bool writes_json() const;

 private:
    RunOutput() = default;
    bool console_ = false;
    bool targets_ = false;
    std::vector<std::string> file_formats_;
    std::string directory_;
    bool quiet_ = false;
};

}  // namespace sark::cli
