#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "workloads/timing/bounded_text.hpp"
#include "workloads/timing/outcome.hpp"

namespace sark::workloads {

/// Where a connection writes down why an operation failed, so that failing allocates nothing.
struct CauseText {
    BoundedText<FailureCause::kind_bytes> kind;
    BoundedText<FailureCause::example_bytes> example;

    void set(std::string_view of_kind, std::string_view said = {}) noexcept {
        kind.assign(of_kind);
        example.assign(said);
    }
    /// Valid until this is changed.
    [[nodiscard]] FailureCause cause() const noexcept { return {kind.view(), example.view()}; }
};

/// The causes of those operations in flight on one connection that failed. Allocates when it is
/// made.
class CauseTexts {
 public:
    /// For at most so many in flight.
    explicit CauseTexts(std::size_t depth) : texts_(depth) {}

    /// Room for one more. It was that of an operation that ended before all those in flight began.
    [[nodiscard]] CauseText& next() noexcept {
        CauseText& text = texts_[next_];
        next_ = next_ + 1 == texts_.size() ? 0 : next_ + 1;
        return text;
    }

 private:
    std::vector<CauseText> texts_;
    std::size_t next_ = 0;
};

/// What the system calls an error ("Connection reset by peer"), as std::generic_category() does,
/// but without allocating.
[[nodiscard]] std::string_view errno_text(int error) noexcept;

}  // namespace sark::workloads
