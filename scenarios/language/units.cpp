#include "scenarios/language/units.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace sark::scenarios::language {
namespace {

// Longest first where one is the beginning of another ("ms" before "m").
constexpr std::array<std::pair<std::string_view, double>, 7> units = {
    {{"ns", 1.0}, {"us", 1e3}, {"µs", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}}};
constexpr double nanos_max = 3.2e18;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

std::optional<Nanos> parse_duration(std::string_view text) {
    if (text.empty())
        return std::nullopt;
    double total = 0.0;
    while (!text.empty()) {
        if (!is_digit(text.front()))
            return std::nullopt;
        double number = 0.0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number,
                                                  std::chars_format::fixed);
        if (error != std::errc{} || !is_digit(*(end - 1)))
            return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        bool known = false;
        for (const auto& [name, nanos] : units) {
            if (!text.starts_with(name))
                continue;
            total += number * nanos;
            text.remove_prefix(name.size());
            known = true;
            break;
        }
        if (!known || total > nanos_max)
            return std::nullopt;
    }
    return Nanos{std::llround(total)};
}

std::string format_duration(Nanos duration) {
    const auto nanos = duration.count();
    if (nanos % 1'000'000'000 == 0)
        return std::to_string(nanos / 1'000'000'000) + "s";
    if (nanos % 1'000'000 == 0)
        return std::to_string(nanos / 1'000'000) + "ms";
    if (nanos % 1'000 == 0)
        return std::to_string(nanos / 1'000) + "us";
    return std::to_string(nanos) + "ns";
}

std::optional<double> parse_number(std::string_view text) {
    double number = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number))
        return std::nullopt;
    return number;
}

std::optional<double> parse_share(std::string_view text) {
    const bool percent = text.ends_with('%');
    if (percent)
        text.remove_suffix(1);
    auto share = parse_number(text);
    if (share && percent)
        share = *share / 100.0;
    if (!share || *share < 0.0 || *share > (percent ? share_max : bare_share_max))
        return std::nullopt;
    return share;
}

std::string format_number(double number) {
    if (number == std::floor(number) && std::fabs(number) < 1e15)
        return std::to_string(static_cast<long long>(number));
    std::array<char, 40> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} ? std::string(text.data(), end) : std::to_string(number);
}

}  // namespace sark::scenarios::language
