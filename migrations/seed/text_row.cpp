#include "migrations/seed/text_row.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <string>

namespace sark::migrations {
namespace {

/// Writes `digits` decimal digits of value, zero-padded, and returns the end.
char* put(char* out, std::uint64_t value, int digits) {
    for (int i = digits - 1; i >= 0; --i) {
        out[i] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
    return out + digits;
}

}  // namespace

std::string& TextRow::cell() {
    if (next_ == cells_.size())
        cells_.emplace_back();
    auto& value = cells_[next_++];
    if (!value)
        value.emplace();
    return *value;
}

Row& TextRow::text(std::string_view value) {
    cell().assign(value);
    return *this;
}

Row& TextRow::text(std::string_view first, std::string_view second, std::string_view third) {
    cell().assign(first).append(second).append(third);
    return *this;
}

Row& TextRow::null() {
    cell();
    cells_[next_ - 1].reset();
    return *this;
}

Row& TextRow::number(std::uint64_t value) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    return text({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

Row& TextRow::decimal(std::uint64_t ten_thousandths) {
    std::array<char, 24> digits{};
    char* end =
        std::to_chars(digits.data(), digits.data() + digits.size(), ten_thousandths / 10'000).ptr;
    *end++ = '.';
    end = put(end, ten_thousandths % 10'000, 4);
    return text({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

Row& TextRow::time(std::int64_t micros) {
    using std::chrono::floor;
    const std::chrono::sys_time<std::chrono::microseconds> at{std::chrono::microseconds(micros)};
    const auto day = floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const auto within = static_cast<std::uint64_t>((at - day).count());
    const std::uint64_t seconds = within / 1'000'000;
    std::array<char, 29> out{};
    char* end = put(out.data(), static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
    *end++ = '-';
    end = put(end, static_cast<unsigned>(date.month()), 2);
    *end++ = '-';
    end = put(end, static_cast<unsigned>(date.day()), 2);
    *end++ = ' ';
    end = put(end, seconds / 3600, 2);
    *end++ = ':';
    end = put(end, seconds / 60 % 60, 2);
    *end++ = ':';
    end = put(end, seconds % 60, 2);
    *end++ = '.';
    end = put(end, within % 1'000'000, 6);
    for (const char c : {'+', '0', '0'}) *end++ = c;
    return text({out.data(), static_cast<std::size_t>(end - out.data())});
}

}  // namespace sark::migrations
