#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "reports/history/recorded_run.hpp"

namespace sark::reports {

/// A result.json that is not used, and why.
struct UnreadableResult {
    std::string path;
    std::string why;
};

/// Every run below a directory.
struct RunCollection {
    std::string directory;
    std::vector<RecordedRun> runs;  ///< In order of time.
    std::vector<UnreadableResult> unreadable;
    std::size_t copies = 0;  ///< Results of a run that is there already, by its id.
};

/// Reads every result.json below `directory` (links are not followed) and judges its validity anew.
/// One that cannot be read is named, not fatal. Errc::not_found when the directory is missing or
/// holds no result.json; Errc::interrupted when `stop` says so between two files.
[[nodiscard]] Result<RunCollection> collect_runs(const std::string& directory,
                                                 const std::function<bool()>& stop);

}  // namespace sark::reports
