#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "workloads/arrivals/arrival.hpp"
#include "workloads/arrivals/slot_queue.hpp"

namespace sark::workloads {

/// Arrivals of a closed load: each connection is a user whose next arrival is due when it has
/// finished and thought. Shares nothing: the n-th operation of user u out of U has the index
/// u + n * U, so that every user's stream is the same however users are spread over workers.
/// Used by one worker.
class ClosedPacer {
 public:
    struct Due {
        std::size_t slot;
        Arrival arrival;
    };
    /// How long a user whose connection failed waits at least, so that a dead target is not spun
    /// on.
    static constexpr Nanos rest_after_failure = std::chrono::milliseconds(10);

    /// `users` are the numbers of this worker's users among all `user_count` of the load; slot s is
    /// users[s].
    ClosedPacer(const std::vector<std::size_t>& users, std::size_t user_count, Nanos think_time,
                std::uint64_t first_index);

    /// Makes every user due at `start`.
    void begin(TimePoint start) noexcept;
    /// The instant of the next arrival; absent while all users are busy.
    [[nodiscard]] std::optional<TimePoint> next_due() const noexcept {
        if (resting_.empty())
            return thinking_.empty() ? std::nullopt : std::optional(thinking_.front().due);
        if (thinking_.empty())
            return resting_.front().due;
        return std::min(thinking_.front().due, resting_.front().due);
    }
    /// The next arrival; only after next_due() was present. Its user is busy until finished().
    [[nodiscard]] Due take() noexcept;
    /// The user's operation ended at `done`; `failed` when its connection could not be used.
    void finished(std::size_t slot, TimePoint done, bool failed) noexcept;

 private:
    struct Waiting {
        std::size_t slot;
        TimePoint due;
    };
    // Two queues, each in order of its due instants, instead of one sorted structure.
    SlotQueue<Waiting> thinking_;
    SlotQueue<Waiting> resting_;
    std::vector<std::uint64_t> next_index_;
    std::uint64_t stride_;
    Nanos think_time_;
    Nanos rest_time_;
};

}  // namespace sark::workloads
