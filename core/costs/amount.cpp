#include "core/costs/amount.hpp"

#include <algorithm>

namespace sark {
namespace {

constexpr std::size_t decimals = 4;
constexpr std::size_t whole_digits_max = 12;
constexpr std::int64_t per_unit = 10'000;

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<Amount> Amount::parse(std::string_view text) {
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view rest =
        point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
    const std::string_view beyond = rest.substr(std::min(rest.size(), decimals));
    const bool is_amount = (!whole.empty() || !rest.empty()) && all_digits(whole) &&
                           all_digits(rest) && whole.size() <= whole_digits_max &&
                           beyond.find_first_not_of('0') == std::string_view::npos;
    if (!is_amount)
        return Error{Errc::invalid_argument,
                     "\"" + std::string(text.substr(0, 40)) + "\" is no amount of money", "",
                     "digits with at most four decimals, such as 0.0312"};
    std::int64_t count = 0;
    for (const char digit : whole) count = count * 10 + (digit - '0');
    for (std::size_t i = 0; i < decimals; ++i)
        count = count * 10 + (i < rest.size() ? rest[i] - '0' : 0);
    return Amount(count);
}

std::string to_string(Amount amount) {
    const std::string fraction = std::to_string(per_unit + amount.ten_thousandths() % per_unit);
    return std::to_string(amount.ten_thousandths() / per_unit) + "." + fraction.substr(1);
}

}  // namespace sark
