#include "core/http/guards/digest.hpp"

#include <array>
#include <span>

#include <openssl/sha.h>

namespace sark::http {
namespace {

std::string hex(std::span<const unsigned char> digest) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(digest.size() * 2);
    for (const unsigned char byte : digest) {
        text.push_back(digits[byte >> 4U]);
        text.push_back(digits[byte & 15U]);
    }
    return text;
}

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string sha256_hex(std::string_view text) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(bytes(text), text.size(), digest.data());
    return hex(digest);
}

std::string sha1_hex(std::string_view text) {
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(bytes(text), text.size(), digest.data());
    return hex(digest);
}

}  // namespace sark::http
