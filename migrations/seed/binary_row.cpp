#include "migrations/seed/binary_row.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <limits>
#include <type_traits>
#include <utility>

namespace sark::migrations {
namespace {

/// PostgreSQL counts its times from 2000-01-01.
constexpr std::int64_t epoch_us = 946'684'800'000'000;
constexpr std::int64_t day_us = 86'400'000'000;

constexpr std::array<std::pair<std::string_view, CellType>, 16> types_by_name = {
    {{"text", CellType::text},
     {"varchar", CellType::text},
     {"bpchar", CellType::text},
     {"json", CellType::text},
     {"uuid", CellType::uuid},
     {"bool", CellType::boolean},
     {"int2", CellType::int2},
     {"int4", CellType::int4},
     {"int8", CellType::int8},
     {"float8", CellType::float8},
     {"numeric", CellType::numeric},
     {"timestamptz", CellType::timestamp},
     {"timestamp", CellType::timestamp},
     {"date", CellType::date},
     {"jsonb", CellType::jsonb},
     {"inet", CellType::inet}}};

int digit_of(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

std::optional<CellType> cell_type(std::string_view name, bool is_enum) noexcept {
    for (const auto& [known, type] : types_by_name)
        if (name == known)
            return type;
    return is_enum ? std::optional(CellType::text) : std::nullopt;
}

BinaryRow::BinaryRow(std::string& buffer, std::span<const CellType> types)
    : buffer_(buffer), types_(types) {
    put(static_cast<std::int16_t>(types.size()));
}

std::string BinaryRow::fault() const {
    if (!fault_.empty() || cells_ == types_.size())
        return fault_;
    return std::to_string(cells_) + " cells for " + std::to_string(types_.size()) + " columns";
}

std::optional<CellType> BinaryRow::next() {
    if (cells_++ < types_.size())
        return types_[cells_ - 1];
    return std::nullopt;
}

void BinaryRow::refuse(std::string_view what) {
    if (fault_.empty())
        fault_ = "cell " + std::to_string(cells_) + ": its column holds no " + std::string(what);
}

template <class Integer>
void BinaryRow::put(Integer value) {
    const auto bits = static_cast<std::make_unsigned_t<Integer>>(value);
    std::array<char, sizeof bits> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] =
            static_cast<char>(static_cast<unsigned char>(bits >> (8 * (bytes.size() - 1 - i))));
    buffer_.append(bytes.data(), bytes.size());
}

template <class Integer>
void BinaryRow::put_cell(Integer value) {
    put(static_cast<std::int32_t>(sizeof value));
    put(value);
}

void BinaryRow::put_bytes(std::string_view value) {
    put(static_cast<std::int32_t>(value.size()));
    buffer_ += value;
}

/// Digits to the base of 10,000, so that ten-thousandths are exactly the one behind the point.
void BinaryRow::put_numeric(std::uint64_t ten_thousandths) {
    constexpr std::uint64_t base = 10'000;
    std::array<std::uint64_t, 6> digits{};
    std::size_t count = 0;
    for (std::uint64_t rest = ten_thousandths; rest > 0 || count == 0; rest /= base)
        digits[count++] = rest % base;
    put(static_cast<std::int32_t>(8 + 2 * count));
    put(static_cast<std::int16_t>(count));
    put(static_cast<std::int16_t>(static_cast<int>(count) - 2));  // the weight of the first one
    put(std::int16_t{0});                                         // positive
    put(std::int16_t{4});                                         // digits shown behind the point
    for (std::size_t i = count; i > 0; --i) put(static_cast<std::int16_t>(digits[i - 1]));
}

void BinaryRow::put_uuid(std::string_view value) {
    std::array<char, 16> bytes{};
    std::size_t digits = 0;
    for (const char c : value) {
        if (c == '-')
            continue;
        const int digit = digit_of(c);
        if (digit < 0 || digits == 32)
            return refuse("such UUID");
        char& byte = bytes[digits++ / 2];
        byte = static_cast<char>(static_cast<unsigned char>(byte) << 4U | digit);
    }
    if (digits != 32)
        return refuse("such UUID");
    put_bytes({bytes.data(), bytes.size()});
}

/// IPv4 alone, which is what generators make.
void BinaryRow::put_inet(std::string_view value) {
    constexpr char family = 2;
    constexpr char bits = 32;
    constexpr char is_cidr = 0;
    std::array<char, 8> bytes = {family, bits, is_cidr, 4};
    const char* at = value.data();
    const char* const end = at + value.size();
    for (std::size_t i = 4; i < bytes.size(); ++i) {
        unsigned part = 0;
        const auto read = std::from_chars(at, end, part);
        const bool last = i + 1 == bytes.size();
        if (read.ec != std::errc{} || part > 255 || last != (read.ptr == end) ||
            (!last && *read.ptr != '.'))
            return refuse("such address");
        bytes[i] = static_cast<char>(static_cast<unsigned char>(part));
        at = last ? end : read.ptr + 1;
    }
    put_bytes({bytes.data(), bytes.size()});
}

Row& BinaryRow::text(std::string_view value) {
    return text(value, {}, {});
}

Row& BinaryRow::text(std::string_view first, std::string_view second, std::string_view third) {
    const std::size_t size = first.size() + second.size() + third.size();
    const auto type = next();
    if (type == CellType::text || type == CellType::jsonb) {
        put(static_cast<std::int32_t>(type == CellType::jsonb ? size + 1 : size));
        if (type == CellType::jsonb)
            buffer_ += '\1';  // the version of the form
        buffer_.append(first).append(second).append(third);
        return *this;
    }
    const std::string joined = std::string(first).append(second).append(third);
    if (type == CellType::uuid)
        put_uuid(joined);
    else if (type == CellType::inet)
        put_inet(joined);
    else
        refuse("text");
    return *this;
}

Row& BinaryRow::null() {
    if (next())
        put(std::int32_t{-1});
    return *this;
}

Row& BinaryRow::number(std::uint64_t value) {
    const auto fits = [value](auto limit) { return value <= static_cast<std::uint64_t>(limit); };
    const auto type = next();
    if (type == CellType::int2 && fits(std::numeric_limits<std::int16_t>::max()))
        put_cell(static_cast<std::int16_t>(value));
    else if (type == CellType::int4 && fits(std::numeric_limits<std::int32_t>::max()))
        put_cell(static_cast<std::int32_t>(value));
    else if (type == CellType::int8 && fits(std::numeric_limits<std::int64_t>::max()))
        put_cell(static_cast<std::int64_t>(value));
    else
        refuse("such number");
    return *this;
}

Row& BinaryRow::decimal(std::uint64_t ten_thousandths) {
    const auto type = next();
    if (type == CellType::numeric)
        put_numeric(ten_thousandths);
    else if (type == CellType::float8)
        put_cell(std::bit_cast<std::int64_t>(static_cast<double>(ten_thousandths) / 10'000.0));
    else
        refuse("decimal");
    return *this;
}

Row& BinaryRow::boolean(bool value) {
    if (next() == CellType::boolean)
        put_cell(static_cast<std::int8_t>(value ? 1 : 0));
    else
        refuse("truth value");
    return *this;
}

Row& BinaryRow::time(std::int64_t micros) {
    const auto type = next();
    if (type == CellType::timestamp)
        put_cell(micros - epoch_us);
    else if (type == CellType::date)
        put_cell(static_cast<std::int32_t>(micros / day_us - epoch_us / day_us));
    else
        refuse("time");
    return *this;
}

}  // namespace sark::migrations
