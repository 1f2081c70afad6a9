#include "workloads/arrivals/open_pacer.hpp"

#include <algorithm>
#include <utility>

#include "workloads/data/hash.hpp"

namespace sark::workloads {

OpenPacer::OpenPacer(const OpenArrivals& spec, Nanos warmup, std::uint64_t seed,
                     std::uint64_t first_index)
    : warmup_({spec.start_rate, {{warmup, spec.start_rate}}, spec.poisson}, mix64(seed)),
      measured_(ArrivalSchedule(spec, seed)),
      next_index_(first_index) {}

OpenPacer::OpenPacer(const TraceArrivals& trace, Nanos warmup, std::uint64_t first_index)
    : warmup_({0.0, {{warmup, 0.0}}}, 0),
      measured_(TraceSchedule(trace)),
      next_index_(first_index) {}

std::optional<Arrival> OpenPacer::take() {
    const std::lock_guard lock(mutex_);
    return ahead_ ? std::exchange(ahead_, std::nullopt) : next();
}

void OpenPacer::room_gained() {
    const std::lock_guard lock(mutex_);
    ++with_room_;
}

void OpenPacer::room_lost(TimePoint at) {
    const std::lock_guard lock(mutex_);
    --with_room_;
    full_since_ = std::max(full_since_, at);
}

std::optional<TimePoint> OpenPacer::next_refusal() {
    const std::lock_guard lock(mutex_);
    return refuses_next() ? std::optional(ahead_->intended) : std::nullopt;
}

std::optional<Arrival> OpenPacer::take_refused(TimePoint now) {
    const std::lock_guard lock(mutex_);
    if (!refuses_next() || ahead_->intended > now)
        return std::nullopt;
    return std::exchange(ahead_, std::nullopt);
}

bool OpenPacer::refuses_next() {
    if (with_room_ > 0)
        return false;
    if (!ahead_)
        ahead_ = next();
    return ahead_ && ahead_->intended >= full_since_;
}

std::optional<Arrival> OpenPacer::next() {
    if (warming_up_) {
        if (const auto offset = warmup_.next())
            return Arrival{next_index_++, start_ + *offset};
        warming_up_ = false;
    }
    const TimePoint begin = start_ + warmup_.duration();
    if (auto* trace = std::get_if<TraceSchedule>(&measured_)) {
        const auto entry = trace->next();
        if (!entry)
            return std::nullopt;
        return Arrival{next_index_++, begin + entry->offset, entry->operation, entry->key};
    }
    if (const auto offset = std::get<ArrivalSchedule>(measured_).next())
        return Arrival{next_index_++, begin + *offset};
    return std::nullopt;
}

double OpenPacer::expected_arrivals() const noexcept {
    if (const auto* trace = std::get_if<TraceSchedule>(&measured_))
        return static_cast<double>(trace->count());
    return std::get<ArrivalSchedule>(measured_).expected_arrivals();
}

}  // namespace sark::workloads
