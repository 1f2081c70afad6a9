#include "core/http/uuid.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <utility>

#include <sys/random.h>

namespace sark::http {

namespace {

constexpr std::size_t uuid_length = 36;
constexpr std::size_t uuid_bytes = 16;

constexpr bool is_dash_position(std::size_t position) {
    return position == 8 || position == 13 || position == 18 || position == 23;
}

constexpr bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::string format(std::span<unsigned char, uuid_bytes> bytes) {
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x40);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(uuid_length);
    for (const unsigned char byte : bytes) {
        if (is_dash_position(text.size()))
            text.push_back('-');
        text.push_back(digits[byte >> 4]);
        text.push_back(digits[byte & 0x0F]);
    }
    return text;
}

}  // namespace

bool is_uuid(std::string_view text) noexcept {
    if (text.size() != uuid_length)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (is_dash_position(i) ? text[i] != '-' : !is_hex(text[i]))
            return false;
    return true;
}

std::string lower_uuid(std::string_view uuid) {
    std::string lower(uuid);
    for (char& c : lower)
        if (c >= 'A' && c <= 'F')
            c = static_cast<char>(c | 0x20);
    return lower;
}

std::string random_uuid() {
    return std::move(random_uuids(1).front());
}

std::vector<std::string> random_uuids(std::size_t count) {
    std::vector<unsigned char> bytes(count * uuid_bytes);
    // Up to 256 bytes come whole once the kernel's generator is seeded, which it is by now.
    constexpr std::size_t piece_max = 256;
    for (std::size_t got = 0; got < bytes.size();) {
        const std::size_t piece = std::min(piece_max, bytes.size() - got);
        if (getrandom(bytes.data() + got, piece, 0) != static_cast<ssize_t>(piece))
            throw std::runtime_error("the kernel gives no random bytes");
        got += piece;
    }
    std::vector<std::string> uuids;
    uuids.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        uuids.push_back(format(
            std::span<unsigned char, uuid_bytes>(bytes.data() + i * uuid_bytes, uuid_bytes)));
    return uuids;
}

}  // namespace sark::http
