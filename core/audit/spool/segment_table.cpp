#include "core/audit/spool/segment_table.hpp"

#include <algorithm>
#include <numeric>

namespace sark::audit_spool {

void SegmentTable::add(const Segment& segment) {
    const std::lock_guard<std::mutex> lock(mutex_);
    segments_.push_back(segment);
}

void SegmentTable::extend(std::uint64_t end, std::uint64_t last) {
    const std::lock_guard<std::mutex> lock(mutex_);
    segments_.back().end = end;
    segments_.back().last = last;
}

void SegmentTable::remove(std::uint64_t first) {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::erase_if(segments_, [&](const Segment& segment) { return segment.first == first; });
}

std::optional<Segment> SegmentTable::find(std::uint64_t first) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const Segment& segment : segments_)
        if (segment.first == first)
            return segment;
    return std::nullopt;
}

std::optional<Segment> SegmentTable::after(std::uint64_t first) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const Segment& segment : segments_)
        if (segment.first > first)
            return segment;
    return std::nullopt;
}

std::vector<std::uint64_t> SegmentTable::settled_by(std::uint64_t sequence) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::vector<std::uint64_t> settled;
    for (std::size_t i = 0; i + 1 < segments_.size() && segments_[i].last <= sequence; ++i)
        settled.push_back(segments_[i].first);
    return settled;
}

std::optional<std::uint64_t> SegmentTable::newest_if_settled(std::uint64_t sequence) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (segments_.empty() || segments_.back().last > sequence)
        return std::nullopt;
    return segments_.back().first;
}

std::uint64_t SegmentTable::bytes() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::accumulate(
        segments_.begin(), segments_.end(), std::uint64_t{0},
        [](std::uint64_t sum, const Segment& segment) { return sum + segment.end; });
}

std::size_t SegmentTable::size() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return segments_.size();
}

}  // namespace sark::audit_spool
