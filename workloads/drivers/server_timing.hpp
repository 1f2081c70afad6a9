#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/time.hpp"
#include "workloads/operations/operation.hpp"

namespace sark::workloads {

/// Whether the answers that this driver takes have a place for the field: only HTTP's have.
[[nodiscard]] inline bool may_tell_server_time(std::string_view driver) noexcept {
    return driver == driver_names[static_cast<std::size_t>(DriverKind::http)];
}

/// How long the server says an answer took it: the `dur` (milliseconds) of one metric of the
/// answer's Server-Timing fields (W3C Server Timing). The metric called `total`; where there is
/// none `app`, as the reference core calls it; otherwise the first that has a duration. What is no
/// duration is passed over: no number, not finite, negative, or above `longest`. A parameter that
/// is there twice counts as it stands first, a metric as it first has a duration. Allocates
/// nothing.
class ServerTiming {
 public:
    static constexpr Nanos longest = std::chrono::hours(1);

    /// Forgets what was read.
    void clear() noexcept { rank_ = Rank::none; }
    /// Reads the value of one field; an answer may have several.
    void read(std::string_view value) noexcept;
    /// Absent when no metric had a duration.
    [[nodiscard]] std::optional<Nanos> duration() const noexcept {
        return rank_ == Rank::none ? std::nullopt : std::optional<Nanos>(duration_);
    }

 private:
    enum class Rank : std::uint8_t { none, first, app, total };

    void read_metric(std::string_view metric) noexcept;

    Rank rank_ = Rank::none;
    Nanos duration_{0};
};

}  // namespace sark::workloads
