#include "workloads/arrivals/closed_pacer.hpp"

#include <algorithm>
#include <tuple>

namespace sark::workloads {

ClosedPacer::ClosedPacer(const std::vector<std::size_t>& users, const Plan& plan)
    : curve_(*plan.arrivals, plan.warmup),
      think_time_(plan.arrivals->think_time),
      stride_(plan.user_count),
      seed_(plan.seed) {
    waiting_.reserve(users.size());
    users_.reserve(users.size());
    for (const std::size_t user : users) users_.push_back({user, plan.first_index + user});
}

void ClosedPacer::begin(TimePoint start) noexcept {
    start_ = start;
    for (std::size_t slot = 0; slot < users_.size(); ++slot) wait(slot, start);
}

ClosedPacer::Due ClosedPacer::take() noexcept {
    std::pop_heap(waiting_.begin(), waiting_.end(), is_later);
    const Waiting next = waiting_.back();
    waiting_.pop_back();
    User& user = users_[next.slot];
    const std::uint64_t index = user.next_index;
    user.next_index += stride_;
    return {next.slot, {index, next.due}};
}

void ClosedPacer::finished(std::size_t slot, TimePoint done, bool failed) noexcept {
    const Nanos pause = think_time_.after(seed_, users_[slot].next_index - stride_);
    wait(slot, done + (failed ? std::max(pause, rest_after_failure) : pause));
}

bool ClosedPacer::is_later(const Waiting& a, const Waiting& b) noexcept {
    return std::tie(a.due, a.order) > std::tie(b.due, b.order);
}

void ClosedPacer::wait(std::size_t slot, TimePoint due) noexcept {
    if (!curve_.is_constant()) {
        const auto active = curve_.active_from(users_[slot].number, due - start_);
        if (!active)
            return;  // the user does not take part any more
        due = start_ + *active;
    }
    waiting_.push_back({due, waits_++, slot});
    // Mostly the latest of all, which stays where it is: moving it out and back again, as push_heap
    // would, stalls on bytes that were just written.
    const std::size_t last = waiting_.size() - 1;
    if (last > 0 && is_later(waiting_[(last - 1) / 2], waiting_[last]))
        std::push_heap(waiting_.begin(), waiting_.end(), is_later);
}

}  // namespace sark::workloads
