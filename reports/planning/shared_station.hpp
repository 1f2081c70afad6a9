#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <queue>
#include <vector>

namespace sark::reports::planning {

/// How work slows down by other work at the same place, as the Universal Scalability Law has it:
/// with n at work each advances at 1 / (1 + alpha (n - 1) + beta n (n - 1)).
/// alpha 1, beta 0 is one processor shared by all; 0, 0 is no contention.
struct Contention {
    double alpha = 0.0;
    double beta = 0.0;

    [[nodiscard]] double speed(std::size_t at_work) const noexcept;
};

/// A place where at most `slots` jobs are at work at a time, in the order of their coming, all at
/// one speed. In simulated seconds.
class SharedStation {
 public:
    static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

    SharedStation(std::size_t slots, Contention contention)
        : slots_(slots), contention_(contention) {}

    /// `job` comes with `work_s` of work.
    void arrive(double now_s, std::size_t job, double work_s);
    /// When the next job will be done if nobody else comes; absent while nobody is at work.
    [[nodiscard]] std::optional<double> next_done() const noexcept;
    /// Takes the job that is done at next_done(), which `now_s` must be.
    [[nodiscard]] std::size_t take_done(double now_s);

    [[nodiscard]] std::size_t at_work() const noexcept { return at_work_.size(); }
    [[nodiscard]] std::size_t waiting() const noexcept { return waiting_.size(); }

 private:
    // A job is done when the station's own clock, which runs at the speed of work, reaches this.
    struct Job {
        double done_at;
        std::uint64_t order;
        std::size_t id;
        bool operator>(const Job& other) const noexcept {
            return done_at != other.done_at ? done_at > other.done_at : order > other.order;
        }
    };
    struct Waiting {
        std::size_t id;
        double work_s;
    };
    void advance(double now_s) noexcept;
    void begin(std::size_t job, double work_s);

    std::size_t slots_;
    Contention contention_;
    double now_s_ = 0.0;
    double work_clock_ = 0.0;
    double speed_ = 1.0;
    std::uint64_t order_ = 0;
    std::priority_queue<Job, std::vector<Job>, std::greater<>> at_work_;
    std::deque<Waiting> waiting_;
};

}  // namespace sark::reports::planning
