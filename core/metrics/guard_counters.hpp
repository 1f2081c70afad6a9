#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sark {

/// Whose budget was used up, as {by} of sark_rate_limited_total.
enum class LimitedBy : std::uint8_t { api_key, user, address };
inline constexpr std::array<std::string_view, 3> limited_by_names = {"api_key", "user", "address"};

/// What stands around the routes has done so far.
struct GuardStats {
    std::uint64_t response_hits = 0;
    std::uint64_t response_misses = 0;
    std::uint64_t response_errors = 0;   ///< Redis did not answer the response cache.
    std::uint64_t response_entries = 0;  ///< Answers held in this process now.
    std::array<std::uint64_t, limited_by_names.size()> limited{};
    std::uint64_t unchecked = 0;  ///< Requests let through because Redis did not answer.
    std::uint64_t given_up = 0;   ///< Requests that were not answered in time: 504.
};

/// GuardStats as they are counted. Thread-safe.
class GuardCounters {
 public:
    void count_response(bool is_hit) noexcept { ++(is_hit ? hits_ : misses_); }
    void count_response_error() noexcept { ++errors_; }
    void note_response_entries(std::size_t held) noexcept { entries_ = held; }
    void count_limited(LimitedBy by) noexcept { ++limited_[static_cast<std::size_t>(by)]; }
    void count_unchecked() noexcept { ++unchecked_; }
    void count_given_up() noexcept { ++given_up_; }

    [[nodiscard]] GuardStats read() const noexcept {
        GuardStats stats;
        stats.response_hits = hits_;
        stats.response_misses = misses_;
        stats.response_errors = errors_;
        stats.response_entries = entries_;
        for (std::size_t i = 0; i < limited_.size(); ++i) stats.limited[i] = limited_[i];
        stats.unchecked = unchecked_;
        stats.given_up = given_up_;
        return stats;
    }

 private:
    std::atomic<std::uint64_t> hits_{0};
    std::atomic<std::uint64_t> misses_{0};
    std::atomic<std::uint64_t> errors_{0};
    std::atomic<std::uint64_t> entries_{0};
    std::array<std::atomic<std::uint64_t>, limited_by_names.size()> limited_{};
    std::atomic<std::uint64_t> unchecked_{0};
    std::atomic<std::uint64_t> given_up_{0};
};

}  // namespace sark
