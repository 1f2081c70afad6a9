#include "core/http/uuid.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <span>
#include <stdexcept>

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

/// Of the kernel's generator. A system call for each UUID is dear beside the rest of it, and still
/// a thirtieth of a request.
void fill(std::span<unsigned char> bytes) {
    while (!bytes.empty()) {
        const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            throw std::runtime_error("the kernel gives no random bytes");
        bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
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
    std::array<unsigned char, uuid_bytes> bytes{};
    fill(bytes);
    return format(bytes);
}

std::vector<std::string> random_uuids(std::size_t count) {
    std::vector<unsigned char> bytes(count * uuid_bytes);
    fill(bytes);
    std::vector<std::string> uuids;
    uuids.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        uuids.push_back(format(std::span(bytes).subspan(i * uuid_bytes).first<uuid_bytes>()));
    return uuids;
}

}  // namespace sark::http
