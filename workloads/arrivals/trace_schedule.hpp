#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "workloads/arrivals/arrival.hpp"

namespace sark::workloads {

/// The entries of a trace in order, their offsets divided by the speed. What lies at the end of the
/// replay or later is left out. A pure function of its spec.
class TraceSchedule {
 public:
    /// Offsets must be non-decreasing and the speed above 0.
    explicit TraceSchedule(const TraceArrivals& trace);

    [[nodiscard]] std::optional<TraceEntry> next();
    /// Entries that belong to the replay.
    [[nodiscard]] std::size_t count() const noexcept { return count_; }

 private:
    [[nodiscard]] Nanos offset_of(const TraceEntry& entry) const;

    std::shared_ptr<const std::vector<TraceEntry>> entries_;
    double speed_;
    std::size_t count_ = 0;
    std::size_t next_ = 0;
};

}  // namespace sark::workloads
