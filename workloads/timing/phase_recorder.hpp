#pragma once

#include <string>
#include <vector>

#include "workloads/timing/run_parts.hpp"
#include "workloads/timing/tally.hpp"

namespace sark::workloads {

/// What one worker measures of one load apart for each phase of the run. Allocates when it is made,
/// and only when there are phases; used by one thread. Parts are those of RunParts.
class PhaseRecorder {
 public:
    /// Keeps the server's times only where answers may tell them.
    PhaseRecorder(const std::vector<std::string>& phases, const std::vector<Nanos>& lengths,
                  const std::vector<std::string>& operations, bool server_timed);

    [[nodiscard]] bool active() const noexcept { return !tallies_.empty(); }
    void begin(TimePoint window_begin) noexcept { parts_.begin(window_begin); }
    /// An operation of any part ended inside the measured window; whenever it was due.
    void ended(std::size_t operation, TimePoint done) noexcept;
    /// An operation ended that was due in `part`, which is not the warm-up.
    void completed(std::size_t part, std::size_t operation, Nanos response,
                   const Outcome& outcome) noexcept;
    void abandoned(std::size_t part, std::size_t operation) noexcept;
    /// Phase by phase, operation by operation; once, at the end.
    [[nodiscard]] std::vector<PhaseTally> take();

 private:
    [[nodiscard]] PhaseTally& tally(std::size_t part, std::size_t operation) noexcept {
        return tallies_[(part - 1) * operations_ + operation];
    }

    std::size_t operations_;
    RunParts parts_;  // of the instants at which operations end
    std::vector<PhaseTally> tallies_;
};

}  // namespace sark::workloads
