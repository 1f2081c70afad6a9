#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sark::workloads {

/// Text of at most `capacity` bytes that lives where it stands, for whoever must not allocate: what
/// does not fit is cut.
template <std::size_t capacity>
class BoundedText {
    static_assert(capacity < 256);

 public:
    BoundedText& assign(std::string_view text) noexcept {
        size_ = 0;
        return append(text);
    }
    BoundedText& append(std::string_view text) noexcept {
        const std::size_t taken = std::min(text.size(), room());
        std::copy_n(text.data(), taken, bytes_.data() + size_);
        size_ = static_cast<std::uint8_t>(size_ + taken);
        return *this;
    }
    BoundedText& append(std::uint64_t number) noexcept {
        std::array<char, 20> digits;
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
        return append({digits.data(), static_cast<std::size_t>(end - digits.data())});
    }
    [[nodiscard]] std::string_view view() const noexcept { return {bytes_.data(), size_}; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::size_t room() const noexcept { return capacity - size_; }

 private:
    std::array<char, capacity> bytes_{};
    std::uint8_t size_ = 0;
};

}  // namespace sark::workloads
