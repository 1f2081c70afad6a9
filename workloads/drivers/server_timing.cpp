#include "workloads/drivers/server_timing.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/http/header_text.hpp"

namespace sark::workloads {
namespace {

/// Splits off what stands before the next `separator` that is in no quoted string. A quote that is
/// never closed reaches to the end.
std::string_view take_until(std::string_view& rest, char separator) noexcept {
    bool quoted = false;
    std::size_t end = 0;
    for (; end < rest.size(); ++end) {
        const char character = rest[end];
        if (quoted && character == '\\')
            ++end;
        else if (character == '"')
            quoted = !quoted;
        else if (character == separator && !quoted)
            break;
    }
    const std::string_view taken = http::trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return taken;
}

/// A `dur`, plain or quoted.
std::optional<Nanos> parse_duration(std::string_view text) noexcept {
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
        text = text.substr(1, text.size() - 2);
    double ms = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ms);
    // Written so that NaN is refused as well.
    if (error != std::errc() || end != text.data() + text.size() || text.empty() ||
        !(ms >= 0.0 && ms <= to_ms(ServerTiming::longest)))
        return std::nullopt;
    return Nanos(std::llround(ms * 1e6));
}

/// The duration among a metric's parameters: the first `dur` speaks, even when it says nothing.
std::optional<Nanos> duration_among(std::string_view parameters) noexcept {
    while (!parameters.empty()) {
        std::string_view value = take_until(parameters, ';');
        if (http::equals_ignoring_case(take_until(value, '='), "dur"))
            return parse_duration(http::trimmed(value));
    }
    return std::nullopt;
}

}  // namespace

void ServerTiming::read(std::string_view value) noexcept {
    while (!value.empty()) read_metric(take_until(value, ','));
}

void ServerTiming::read_metric(std::string_view metric) noexcept {
    const std::string_view name = take_until(metric, ';');
    const Rank rank = http::equals_ignoring_case(name, "total") ? Rank::total
                      : http::equals_ignoring_case(name, "app") ? Rank::app
                                                                : Rank::first;
    if (name.empty() || rank <= rank_)
        return;
    if (const auto duration = duration_among(metric)) {
        rank_ = rank;
        duration_ = *duration;
    }
}

}  // namespace sark::workloads
