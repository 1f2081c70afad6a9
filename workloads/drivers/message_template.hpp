#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "workloads/drivers/parameter_set.hpp"

namespace sark::workloads {

/// Text with ${name} slots, compiled once into literals and slots. `$${` stands for a literal "${".
/// Values go in as they are, without escaping: keys, numbers and UUIDs hold nothing that JSON, SQL
/// parameters or URLs would need escaped, and what a scenario's own choices hold is the
/// scenario's to escape. Immutable and thread-safe.
class MessageTemplate {
 public:
    /// Errc::invalid_scenario naming the operation: ${name} without such a parameter (the hint has
    /// the nearest one), or "${" without its "}".
    [[nodiscard]] static Result<MessageTemplate> compile(std::string_view text,
                                                         const ParameterSet& parameters,
                                                         std::string_view operation);

    /// Appends the text of the call; `parameters` must be those it was compiled with. At
    /// most longest() characters, so it does not allocate when `out` has room.
    void append(const ParameterSet& parameters, const Call& call, std::string& out) const;
    [[nodiscard]] std::size_t longest() const noexcept { return longest_; }
    /// True when some arrival's text holds one of `characters`.
    [[nodiscard]] bool may_contain(const ParameterSet& parameters,
                                   std::string_view characters) const noexcept;
    /// The slot when the whole text is one ${name}; absent otherwise.
    [[nodiscard]] std::optional<std::size_t> only_slot() const noexcept;
    /// True when every arrival's text is the same.
    [[nodiscard]] bool is_literal() const noexcept {
        return segments_.empty() || (segments_.size() == 1 && !segments_.front().slot);
    }
    /// True when every arrival's text is empty.
    [[nodiscard]] bool empty() const noexcept { return segments_.empty(); }

 private:
    struct Segment {
        std::string literal;
        std::optional<std::size_t> slot;  // follows the literal
    };
    std::vector<Segment> segments_;
    std::size_t longest_ = 0;
};

}  // namespace sark::workloads
