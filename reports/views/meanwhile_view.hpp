#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/run_result.hpp"

namespace sark::reports {

/// Response times of one load over some slices of the time axis; absent without answers there or
/// among the failures. They describe slices and are never judged, so they have no sample rule.
struct SliceQuantiles {
    std::size_t slices = 0;
    std::optional<double> p50;
    std::optional<double> p95;
    std::optional<double> p99;
};

/// A load while one thing of the "meanwhile" list went on, beside its quiet time.
struct MeanwhileLoadView {
    std::string load;
    SliceQuantiles during;            ///< Slices that it touched, histograms added.
    SliceQuantiles quiet;             ///< Slices that nothing of the list touched.
    std::optional<double> p95_ratio;  ///< During / quiet.
    /// After a lock or a fault, recovery_of(); absent when it was not seen, and after all else.
    std::optional<double> recovered_s;
};

struct MeanwhileView {
    std::string name;
    std::string what;     ///< "create_index", with its name where that differs.
    std::string outcome;  ///< "done", "failed", "cut short by the end of the run", "not started"
    std::string detail;
    double planned_s = 0.0;
    std::optional<double> begin_s;  ///< Of the measured window; absent when it did not start.
    std::optional<double> end_s;
    std::vector<MeanwhileLoadView> loads;
    std::string recovery;  ///< "api recovered after 1.2 s"; empty for what is no lock or fault.
    std::string sentence;  ///< "vacuum (done, 5.0 s to 6.2 s): table 12 MB -> 12 MB"
};

/// One for each happening of a run, in the order of its list.
[[nodiscard]] std::vector<MeanwhileView> meanwhile_of(const scenarios::RunResult& run);

/// "done", "failed", "cut_short", "not_started": what result.json says.
[[nodiscard]] std::string_view name_of(scenarios::Happening::Outcome outcome);

}  // namespace sark::reports
