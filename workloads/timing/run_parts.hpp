#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/base/time.hpp"

namespace sark::workloads {

/// Which part of a run an instant falls into: 0 is the warm-up, then come the phases from 1 on, or
/// the one measured window of a run without phases. What lies behind the last phase belongs to it.
/// Used by one thread; remembers the part of the latest instant, so that the next is cheap.
class RunParts {
 public:
    explicit RunParts(const std::vector<Nanos>& phases) {
        Nanos begin{0};
        for (const Nanos length : phases) {
            offsets_.push_back(begin);
            begin += length;
        }
        if (offsets_.empty())
            offsets_.push_back(begin);
    }

    /// How many parts there are, the warm-up included.
    [[nodiscard]] static std::size_t count_of(std::size_t phases) noexcept {
        return 1 + std::max<std::size_t>(phases, 1);
    }

    /// Fixes the instant at which the first part after the warm-up begins.
    void begin(TimePoint window_begin) noexcept {
        window_begin_ = window_begin;
        from_ = to_ = window_begin;
    }

    [[nodiscard]] std::size_t at(TimePoint instant) noexcept {
        if (instant < from_ || instant >= to_) [[unlikely]]
            find(instant);
        return part_;
    }

 private:
    void find(TimePoint instant) noexcept {
        part_ = 0;
        from_ = TimePoint::min();
        to_ = window_begin_;
        while (instant >= to_) {
            from_ = to_;
            ++part_;
            to_ = part_ < offsets_.size() ? window_begin_ + offsets_[part_] : TimePoint::max();
            if (to_ == TimePoint::max())
                return;
        }
    }

    std::vector<Nanos> offsets_;  // where each phase begins
    TimePoint window_begin_{};
    TimePoint from_{};
    TimePoint to_{};
    std::size_t part_ = 0;
};

}  // namespace sark::workloads
