#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace sark {

/// An amount of money, exact: whole ten-thousandths of a currency's unit, as the numeric(10, 4)
/// columns of costs hold it. Never negative, never rounded.
class Amount {
 public:
    /// What a cost column holds at most: 999,999.9999.
    static constexpr std::int64_t cost_max = 9'999'999'999;

    constexpr Amount() = default;
    /// Nothing for a negative number.
    [[nodiscard]] static constexpr Amount of_ten_thousandths(std::int64_t count) noexcept {
        return Amount(count < 0 ? 0 : count);
    }
    /// Decimal digits with at most one point, "12" or "0.0312"; up to twelve digits before the
    /// point. Errc::invalid_argument for anything else: a sign, an exponent, or a fifth decimal
    /// that is not zero, because a sum of rounded costs is not what was spent.
    [[nodiscard]] static Result<Amount> parse(std::string_view text);

    [[nodiscard]] constexpr std::int64_t ten_thousandths() const noexcept { return count_; }
    auto operator<=>(const Amount&) const = default;
    friend constexpr Amount operator+(Amount a, Amount b) noexcept {
        return Amount(a.count_ + b.count_);
    }

 private:
    explicit constexpr Amount(std::int64_t count) noexcept : count_(count) {}
    std::int64_t count_ = 0;
};

/// With four decimals: "12.0000".
[[nodiscard]] std::string to_string(Amount amount);

}  // namespace sark
