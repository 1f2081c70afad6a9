#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "reports/comparison/comparability.hpp"
#include "reports/report.hpp"

namespace sark::reports {

/// One run of a baseline: an ordinary run directory, DIRECTORY/NAME/RUN-ID.
struct BaselineRun {
    std::string name;
    std::string id;
    std::string directory;
    std::string scenario;
    std::string started_at;
    std::vector<std::string> tags;
};

/// A directory of baselines. A baseline is the runs of one thing under one name; several of them
/// tell how runs differ.
class BaselineStore {
 public:
    explicit BaselineStore(std::string directory) : directory_(std::move(directory)) {}

    /// By name, then by run id (which is by time). Empty when there is no such directory; what is
    /// in it and is no run of a baseline is left out.
    [[nodiscard]] Result<std::vector<BaselineRun>> list() const;

    /// Directories of the runs of a name; without such a name, of those with that tag.
    /// Errc::not_found with the nearest name.
    [[nodiscard]] Result<std::vector<std::string>> find(const std::string& word) const;

    /// Copies a run's files under `name` and adds the tags; a run that is there already only gets
    /// the tags. Errc::invalid_argument for a name or tag that is none, Errc::conflict for a run
    /// that cannot be a baseline.
    [[nodiscard]] Result<BaselineRun> set(const Report& report, const std::string& place,
                                          const std::string& name,
                                          const std::vector<std::string>& tags) const;

    /// What a run must have in common with those under `name` and has not; empty for a new name.
    [[nodiscard]] Result<std::vector<RunDifference>> differences(const Report& report,
                                                                 const std::string& name) const;

    /// Keeps the newest `keep` runs of each name (or of `name` alone) and removes the others but
    /// those with a tag. Returns what was removed, or would be with `dry_run`.
    [[nodiscard]] Result<std::vector<BaselineRun>> prune(std::size_t keep, const std::string& name,
                                                         bool dry_run) const;

 private:
    std::string directory_;
};

}  // namespace sark::reports
