#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "workloads/timing/bounded_text.hpp"
#include "workloads/timing/outcome.hpp"

namespace sark::workloads {

/// Why failures failed and how often: by outcome and kind, with what the target said the first time
/// of each. Has room for kinds_max; kinds that are met after those are counted together. Allocates
/// nothing; mergeable. Texts become one line of UTF-8 without control characters, and no longer
/// than FailureCause says.
class FailureCauses {
 public:
    static constexpr std::size_t kinds_max = 8;
    /// The kind of what found no room. A failure that is told of with it counts among those.
    static constexpr std::string_view other_kind = "other";

    struct Entry {
        OutcomeCode code = OutcomeCode::ok;
        std::uint64_t count = 0;
        BoundedText<FailureCause::kind_bytes> kind;
        BoundedText<FailureCause::example_bytes> example;
    };

    /// `count` failures for this cause; one without a kind is told nothing of, and is not counted.
    void add(OutcomeCode code, const FailureCause& cause, std::uint64_t count = 1) noexcept;
    void merge(const FailureCauses& other) noexcept;

    /// Every kind and what found no room, the most frequent first.
    [[nodiscard]] std::vector<Entry> ranked() const;
    /// How many failures of this outcome were told of: at most how many there were.
    [[nodiscard]] std::uint64_t told(OutcomeCode code) const noexcept;

 private:
    std::array<Entry, kinds_max> entries_{};
    std::size_t size_ = 0;
    std::array<std::uint64_t, outcome_count> others_{};
};

}  // namespace sark::workloads
