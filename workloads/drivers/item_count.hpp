#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/result.hpp"
#include "workloads/drivers/connection.hpp"
#include "workloads/drivers/parameter_set.hpp"

namespace sark::workloads {

/// How many items one request holds: a number, or the value of an integer parameter. Every item
/// draws its parameters anew, as a pure function of seed, arrival and position.
class ItemCount {
 public:
    /// Errc::invalid_scenario naming the operation for anything that can leave 1 to
    /// http_repeat_max.
    [[nodiscard]] static Result<ItemCount> compile(std::string_view text,
                                                   const ParameterSet& parameters,
                                                   std::string_view operation);

    [[nodiscard]] std::uint64_t of(const ParameterSet& parameters, const Call& call) const noexcept;
    [[nodiscard]] std::uint64_t most() const noexcept { return most_; }
    /// The call as which an item draws: no two items of a run share one. The key that a trace
    /// brings is the first item's, the others follow it.
    [[nodiscard]] Call item(const Call& call, std::uint64_t position) const noexcept;

 private:
    ItemCount(std::uint64_t most, std::optional<std::size_t> slot) : most_(most), slot_(slot) {}
    std::uint64_t most_;
    std::optional<std::size_t> slot_;
};

}  // namespace sark::workloads
