#pragma once

#include <cstdint>
#include <string_view>

#include "core/postgres/session.hpp"

namespace sark::migrations {

/// Fills the cells of one row from left to right, reusing the strings of the row before: seeding
/// allocates nothing per row once the strings have grown.
class Row {
 public:
    explicit Row(postgres::Values& cells) : cells_(cells) {}

    Row& text(std::string_view value);
    /// Two or three pieces joined into one cell.
    Row& text(std::string_view first, std::string_view second, std::string_view third = {});
    Row& null();
    Row& number(std::uint64_t value);
    /// Ten-thousandths as a decimal: 12345 is 1.2345.
    Row& decimal(std::uint64_t ten_thousandths);
    Row& boolean(bool value) { return text(value ? "t" : "f"); }
    /// Microseconds since the epoch as a timestamptz in UTC. Years 1970 to 9999.
    Row& time(std::int64_t micros);

    /// Cells written so far.
    [[nodiscard]] std::size_t size() const noexcept { return next_; }

 private:
    std::string& cell();

    postgres::Values& cells_;
    std::size_t next_ = 0;
};

}  // namespace sark::migrations
