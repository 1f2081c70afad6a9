#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "workloads/timing/live_history.hpp"
#include "workloads/timing/run_parts.hpp"

namespace sark::test {

/// The live figures of a run that a test writes down: one load, "http", one worker.
class LiveFigures {
 public:
    LiveFigures(std::vector<std::string> operations, std::size_t phases, Nanos memory = {})
        : tally_(workloads::RunParts::count_of(phases), operations.size()), history_(memory) {
        workloads::LiveLoad& load = loads_.emplace_back();
        load.name = "http";
        load.driver = "http";
        load.operations = std::move(operations);
        load.parts = workloads::RunParts::count_of(phases);
        load.workers = {&tally_};
    }
    LiveFigures(const LiveFigures&) = delete;
    LiveFigures& operator=(const LiveFigures&) = delete;

    /// `count` operations ended so, in this part of the run.
    LiveFigures& ended(std::size_t part, std::size_t count, Nanos response,
                       workloads::OutcomeCode code = workloads::OutcomeCode::ok,
                       std::size_t operation = 0) {
        for (std::size_t i = 0; i < count; ++i) {
            tally_.sent(false);
            tally_.ended(part, operation, response, code);
        }
        return *this;
    }
    /// They are read at this time since the start.
    const workloads::LiveHistory& read(Nanos elapsed) {
        history_.read(loads_, elapsed);
        return history_;
    }

 private:
    workloads::LiveTally tally_;
    std::vector<workloads::LiveLoad> loads_;
    workloads::LiveHistory history_;
};

}  // namespace sark::test
