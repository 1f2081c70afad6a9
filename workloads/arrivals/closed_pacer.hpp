#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "workloads/arrivals/arrival.hpp"
#include "workloads/arrivals/user_curve.hpp"

namespace sark::workloads {

/// Arrivals of a closed load: each connection is a user whose next arrival is due when it has
/// finished and thought, or later, when the number of users lets it take part again. Shares
/// nothing: the n-th operation of user u out of U has the index u + n * U, so that every user's
/// stream is the same however users are spread over workers. Used by one worker.
class ClosedPacer {
 public:
    struct Due {
        std::size_t slot;
        Arrival arrival;
    };
    /// What the users of all workers have in common.
    struct Plan {
        const ClosedArrivals* arrivals;  ///< Borrowed for the constructor.
        std::size_t user_count;          ///< Of the whole load.
        Nanos warmup{0};
        std::uint64_t seed = 1;         ///< Of the think times.
        std::uint64_t first_index = 0;  ///< Of the load's arrivals.
    };
    /// How long a user whose connection failed waits at least, so that a dead target is not spun
    /// on.
    static constexpr Nanos rest_after_failure = std::chrono::milliseconds(10);

    /// `users` are the numbers of this worker's users among all of the load; slot s is users[s].
    ClosedPacer(const std::vector<std::size_t>& users, const Plan& plan);

    /// Makes every user due at `start`, or when it first is active.
    void begin(TimePoint start) noexcept;
    /// The instant of the next arrival; absent while all users are busy.
    [[nodiscard]] std::optional<TimePoint> next_due() const noexcept {
        return waiting_.empty() ? std::nullopt : std::optional(waiting_.front().due);
    }
    /// The next arrival; only after next_due() was present. Its user is busy until finished().
    [[nodiscard]] Due take() noexcept;
    /// The user's operation ended at `done`; `failed` when its connection could not be used.
    void finished(std::size_t slot, TimePoint done, bool failed) noexcept;

 private:
    struct Waiting {
        TimePoint due;
        std::uint64_t order;  // among those due at the same instant: first come, first served
        std::size_t slot;
    };
    struct User {
        std::size_t number;
        std::uint64_t next_index;
    };
    [[nodiscard]] static bool is_later(const Waiting& a, const Waiting& b) noexcept;
    void wait(std::size_t slot, TimePoint due) noexcept;

    std::vector<Waiting> waiting_;  // a heap; has room for all users
    std::vector<User> users_;
    UserCurve curve_;
    ThinkTime think_time_;
    TimePoint start_{};
    std::uint64_t stride_;
    std::uint64_t seed_;
    std::uint64_t waits_ = 0;
};

}  // namespace sark::workloads
