#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "core/base/time.hpp"
#include "scenarios/meanwhile/meanwhile_job.hpp"
#include "scenarios/run_result.hpp"

namespace sark::scenarios {

/// Everything of a "meanwhile" list but its faults, each on a thread and a session of its own, so
/// that neither the load nor one another is held up by more than the database itself.
class MeanwhileRun {
 public:
    MeanwhileRun(const std::vector<MeanwhileSpec>& list, MeanwhilePlace place);
    ~MeanwhileRun();
    MeanwhileRun(const MeanwhileRun&) = delete;
    MeanwhileRun& operator=(const MeanwhileRun&) = delete;

    /// The measured window begins then. Nothing without a list.
    void begin(TimePoint window);
    /// The run is over: ends what still goes on, removes what was made, and tells what became of
    /// each in the order of the list.
    [[nodiscard]] std::vector<Happening> finish();

 private:
    struct Task;
    void end_all();

    MeanwhilePlace place_;
    std::vector<std::unique_ptr<Task>> tasks_;
};

}  // namespace sark::scenarios
