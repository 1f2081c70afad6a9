#include "reports/planning/shared_station.hpp"

#include <algorithm>

namespace sark::reports::planning {

double Contention::speed(std::size_t at_work) const noexcept {
    const auto n = static_cast<double>(at_work);
    return at_work < 2 ? 1.0 : 1.0 / (1.0 + alpha * (n - 1.0) + beta * n * (n - 1.0));
}

void SharedStation::advance(double now_s) noexcept {
    if (at_work_.empty()) {
        work_clock_ = 0.0;  // keeps the clock's digits
    } else {
        work_clock_ += (now_s - now_s_) * speed_;
    }
    now_s_ = now_s;
}

void SharedStation::begin(std::size_t job, double work_s) {
    at_work_.push({work_clock_ + work_s, order_++, job});
    speed_ = contention_.speed(at_work_.size());
}

void SharedStation::arrive(double now_s, std::size_t job, double work_s) {
    advance(now_s);
    if (at_work_.size() < slots_)
        begin(job, work_s);
    else
        waiting_.push_back({job, work_s});
}

std::optional<double> SharedStation::next_done() const noexcept {
    if (at_work_.empty())
        return std::nullopt;
    return now_s_ + std::max(0.0, at_work_.top().done_at - work_clock_) / speed_;
}

std::size_t SharedStation::take_done(double now_s) {
    advance(now_s);
    const std::size_t job = at_work_.top().id;
    work_clock_ = std::max(work_clock_, at_work_.top().done_at);
    at_work_.pop();
    speed_ = contention_.speed(at_work_.size());
    if (!waiting_.empty()) {
        const Waiting next = waiting_.front();
        waiting_.pop_front();
        begin(next.id, next.work_s);
    }
    return job;
}

}  // namespace sark::reports::planning
