#include "scenarios/language/trace_time.hpp"

#include <charconv>
#include <chrono>

namespace sark::scenarios::language {
namespace {

constexpr std::int64_t epoch_seconds_min = 1'000'000'000;
constexpr std::int64_t epoch_seconds_max = 7'258'118'400;  // the year 2200

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool take(std::string_view& text, char wanted) {
    if (text.empty() || text.front() != wanted)
        return false;
    text.remove_prefix(1);
    return true;
}

/// A number of exactly `count` digits.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (text.empty() || !is_digit(text.front()))
            return std::nullopt;
        value = value * 10 + (text.front() - '0');
        text.remove_prefix(1);
    }
    return value;
}

/// ".25" as 250 ms, nothing as 0; digits beyond nanoseconds are cut.
std::optional<Nanos> take_fraction(std::string_view& text) {
    if (!take(text, '.'))
        return Nanos{0};
    if (text.empty() || !is_digit(text.front()))
        return std::nullopt;
    std::int64_t nanos = 0;
    for (std::int64_t place = 100'000'000; !text.empty() && is_digit(text.front()); place /= 10) {
        nanos += place * (text.front() - '0');
        text.remove_prefix(1);
    }
    return Nanos{nanos};
}

/// "Z", "+02:00", "-0530" or nothing: what local time is ahead of UTC.
std::optional<Nanos> take_zone(std::string_view& text) {
    if (text.empty() || take(text, 'Z'))
        return Nanos{0};
    const bool behind = text.front() == '-';
    if (!take(text, behind ? '-' : '+'))
        return std::nullopt;
    const auto hours = take_digits(text, 2);
    (void)take(text, ':');
    const auto minutes = take_digits(text, 2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59)
        return std::nullopt;
    const Nanos ahead = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    return behind ? -ahead : ahead;
}

std::optional<Nanos> parse_instant(std::string_view text) {
    namespace chrono = std::chrono;
    const auto year = take_digits(text, 4);
    if (!year || !take(text, '-'))
        return std::nullopt;
    const auto month = take_digits(text, 2);
    if (!month || !take(text, '-'))
        return std::nullopt;
    const auto day = take_digits(text, 2);
    if (!day || !(take(text, 'T') || take(text, ' ')))
        return std::nullopt;
    const auto hour = take_digits(text, 2);
    if (!hour || !take(text, ':'))
        return std::nullopt;
    const auto minute = take_digits(text, 2);
    if (!minute || !take(text, ':'))
        return std::nullopt;
    const auto second = take_digits(text, 2);
    const auto fraction = second ? take_fraction(text) : std::nullopt;
    const auto ahead = fraction ? take_zone(text) : std::nullopt;
    const chrono::year_month_day date{chrono::year(*year),
                                      chrono::month(static_cast<unsigned>(*month)),
                                      chrono::day(static_cast<unsigned>(*day))};
    if (!ahead || !text.empty() || !date.ok() || *year < 1970 || *year > 2199 || *hour > 23 ||
        *minute > 59 || *second > 60)
        return std::nullopt;
    return chrono::sys_days(date).time_since_epoch() + chrono::hours(*hour) +
           chrono::minutes(*minute) + chrono::seconds(*second) + *fraction - *ahead;
}

}  // namespace

std::optional<TraceTime> parse_trace_time(std::string_view text) {
    if (const auto instant = parse_instant(text))
        return TraceTime{*instant, true};
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc{} || !is_digit(text.front()) || seconds > epoch_seconds_max)
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const auto fraction = take_fraction(text);
    if (!fraction || !text.empty())
        return std::nullopt;
    return TraceTime{std::chrono::seconds(seconds) + *fraction, seconds >= epoch_seconds_min};
}

}  // namespace sark::scenarios::language
