#pragma once

#include <cstdint>
#include <string_view>

namespace sark::migrations {

/// Takes the cells of one row from left to right, as text or as PostgreSQL's binary form.
class Row {
 public:
    virtual ~Row() = default;

    virtual Row& text(std::string_view value) = 0;
    /// Two or three pieces joined into one cell.
    virtual Row& text(std::string_view first, std::string_view second,
                      std::string_view third = {}) = 0;
    virtual Row& null() = 0;
    virtual Row& number(std::uint64_t value) = 0;
    /// Ten-thousandths as a decimal: 12345 is 1.2345.
    virtual Row& decimal(std::uint64_t ten_thousandths) = 0;
    virtual Row& boolean(bool value) = 0;
    /// Microseconds since the epoch as a timestamptz in UTC. Years 1970 to 9999.
    virtual Row& time(std::int64_t micros) = 0;

 protected:
    Row() = default;
    Row(const Row&) = default;
    Row& operator=(const Row&) = default;
};

}  // namespace sark::migrations
