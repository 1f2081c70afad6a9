#include "scenarios/evidence/activity_log.hpp"

#include <algorithm>

namespace sark::scenarios {

ActivityLog::ActivityLog(Nanos window)
    : slice_(std::max(sample_interval, window / static_cast<std::int64_t>(slices_max))) {
    activity_.interval_s = to_seconds(sample_interval);
    activity_.slice_s = to_seconds(slice_);
}

void ActivityLog::add(Nanos at, const ActivitySample& sample) {
    ++activity_.samples;
    const double begin = to_seconds(slice_ * (std::max(at, Nanos{0}) / slice_));
    if (activity_.slices.empty() || activity_.slices.back().at_s < begin)
        activity_.slices.emplace_back().at_s = begin;
    ActivitySlice& slice = activity_.slices.back();
    slice.clients = std::max(slice.clients, sample.clients);
    slice.active = std::max(slice.active, sample.active);
    slice.idle_in_transaction = std::max(slice.idle_in_transaction, sample.idle_in_transaction);
    slice.waiting = std::max(slice.waiting, sample.waiting);
    slice.lock_waits = std::max(slice.lock_waits, sample.lock_waits);
    slice.longest_s = std::max(slice.longest_s, sample.longest_s);
    slice.autovacuum = std::max(slice.autovacuum, sample.autovacuum);
    slice.checkpoint = slice.checkpoint || sample.checkpoint;
    activity_.hidden = std::max<std::uint64_t>(activity_.hidden, sample.hidden);
    for (const auto& [event, count] : sample.waits) waits_[event] += count;
    long_running_.insert(sample.long_running.begin(), sample.long_running.end());
}

Activity ActivityLog::result() const {
    Activity result = activity_;
    result.long_running = long_running_.size();
    for (const auto& [event, samples] : waits_) result.waits.push_back({event, samples});
    std::ranges::stable_sort(result.waits, std::ranges::greater{}, &WaitShare::samples);
    return result;
}

}  // namespace sark::scenarios
