#pragma once

#include <cstdint>
#include <string_view>

namespace sark {

/// 64-bit FNV-1a over values, each text with its length so that no two lists of texts run together.
class Fingerprint {
 public:
    void add(std::uint64_t number) {
        for (unsigned shift = 0; shift < 64; shift += 8)
            add_byte(static_cast<unsigned char>(number >> shift));
    }
    void add(std::string_view text) {
        add(std::uint64_t{text.size()});
        for (const char c : text) add_byte(static_cast<unsigned char>(c));
    }
    [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
    void add_byte(unsigned char byte) {
        value_ ^= byte;
        value_ *= 0x100000001b3ULL;
    }
    std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

}  // namespace sark
