#include "workloads/arrivals/trace_schedule.hpp"

#include <algorithm>
#include <cmath>

namespace sark::workloads {

TraceSchedule::TraceSchedule(const TraceArrivals& trace)
    : entries_(trace.entries), speed_(trace.speed) {
    if (entries_ == nullptr)
        return;
    const auto end = std::partition_point(
        entries_->begin(), entries_->end(),
        [&](const TraceEntry& entry) { return offset_of(entry) < trace.duration; });
    count_ = static_cast<std::size_t>(end - entries_->begin());
}

Nanos TraceSchedule::offset_of(const TraceEntry& entry) const {
    if (speed_ == 1.0)
        return entry.offset;
    return Nanos{std::llround(static_cast<double>(entry.offset.count()) / speed_)};
}

std::optional<TraceEntry> TraceSchedule::next() {
    if (next_ == count_)
        return std::nullopt;
    TraceEntry entry = (*entries_)[next_++];
    entry.offset = offset_of(entry);
    return entry;
}

}  // namespace sark::workloads
