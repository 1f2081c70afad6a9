#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/time.hpp"
#include "workloads/timing/live_tally.hpp"
#include "workloads/timing/tally.hpp"

namespace sark::workloads {

/// Where a load's live figures come from while a run goes on: one tally per worker, borrowed.
struct LiveLoad {
    std::string name;
    std::string driver;
    std::vector<std::string> operations;
    std::size_t parts = 0;  ///< RunParts::count_of
    std::vector<const LiveTally*> workers;
};

/// Consecutive parts of a run: 0 is the warm-up.
struct PartRange {
    std::size_t first = 0;
    std::size_t end = SIZE_MAX;  ///< One behind the last; clipped to those there are.
};
/// Everything but the warm-up.
inline constexpr PartRange measured_parts = {1, SIZE_MAX};
inline constexpr PartRange all_parts = {};

/// What ended in a stretch of a run, of one operation or of a whole load.
struct LiveSample {
    std::array<std::uint64_t, outcome_count> outcomes{};
    std::uint64_t abandoned = 0;
    Histogram response{IntervalTally::layout};  ///< Of ok answers, at the upper end of each bucket.
    Nanos length{0};                            ///< Of the stretch.

    [[nodiscard]] std::uint64_t ended() const noexcept;
    [[nodiscard]] std::uint64_t failed() const noexcept;  ///< Not ok, the abandoned included.
};

/// The live figures of a run, read from its workers about once a second: totals so far, and what
/// ended in the latest seconds. Samples belong to the part in which they were due. Used by the
/// thread that watches the run.
class LiveHistory {
 public:
    /// Remembers `memory` back from the latest reading, and at least the latest second.
    explicit LiveHistory(Nanos memory) : memory_(memory) {}

    /// Reads all tallies. The loads must be those of the first reading; `elapsed` is the time since
    /// the start of the warm-up.
    void read(const std::vector<LiveLoad>& loads, Nanos elapsed);

    /// When it was read last; 0 before the first.
    [[nodiscard]] Nanos read_at() const noexcept { return read_at_; }
    [[nodiscard]] const std::vector<LiveLoad>& loads() const noexcept { return loads_; }

    /// All since the start; length is up to the latest reading. Operation absent: all of the load.
    [[nodiscard]] LiveSample total(std::size_t load, std::optional<std::size_t> operation,
                                   PartRange parts) const;
    /// What ended within `window` before the latest reading, to the nearest reading that covers it;
    /// its length says how much that was.
    [[nodiscard]] LiveSample latest(std::size_t load, std::optional<std::size_t> operation,
                                    PartRange parts, Nanos window) const;
    [[nodiscard]] std::uint64_t in_flight(std::size_t load) const;
    [[nodiscard]] std::uint64_t overdue(std::size_t load) const;

 private:
    /// What changed between two readings: counters by their place in the load's row.
    struct Step {
        Nanos begin{0};
        Nanos end{0};
        std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> loads;
    };
    template <class Visit>
    void each_cell(std::size_t load, std::optional<std::size_t> operation, PartRange parts,
                   Visit visit) const;

    Nanos memory_;
    Nanos read_at_{0};
    std::vector<LiveLoad> loads_;
    std::vector<std::vector<std::uint64_t>> sums_;  // per load
    std::vector<std::uint64_t> fresh_;
    std::deque<Step> steps_;
};

}  // namespace sark::workloads
