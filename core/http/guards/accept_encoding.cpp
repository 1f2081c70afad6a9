#include "core/http/guards/accept_encoding.hpp"

#include <algorithm>
#include <optional>

#include "core/http/header_text.hpp"

namespace sark::http {
namespace {

constexpr int whole = 1'000;  // weights have three decimals

/// 0 to 1 with at most three decimals, in thousandths.
std::optional<int> weight(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text.front() != '0' && text.front() != '1'))
        return std::nullopt;
    int value = (text.front() - '0') * whole;
    if (text.size() > 1 && text[1] != '.')
        return std::nullopt;
    int place = whole / 10;
    for (const char digit : text.substr(std::min<std::size_t>(2, text.size()))) {
        if (digit < '0' || digit > '9')
            return std::nullopt;
        value += (digit - '0') * place;
        place /= 10;
    }
    return value > whole ? std::nullopt : std::optional(value);
}

/// The weight of "gzip;q=0.5"; one when it says none.
std::optional<int> weight_of(std::string_view parameters) {
    parameters = trimmed(parameters);
    if (parameters.empty())
        return whole;
    const std::size_t equals = parameters.find('=');
    if (equals == std::string_view::npos ||
        !equals_ignoring_case(trimmed(parameters.substr(0, equals)), "q"))
        return std::nullopt;
    return weight(trimmed(parameters.substr(equals + 1)));
}

}  // namespace

bool accepts_gzip(std::string_view header) noexcept {
    std::optional<int> gzip;
    std::optional<int> identity;
    std::optional<int> rest;
    while (!header.empty()) {
        std::string_view element = next_element(header);
        if (element.empty())
            continue;
        const std::string_view name = trimmed(take_until(element, ";"));
        const auto given = weight_of(element);
        if (!given)
            return false;
        if (equals_ignoring_case(name, "gzip") || equals_ignoring_case(name, "x-gzip"))
            gzip = given;
        else if (equals_ignoring_case(name, "identity"))
            identity = given;
        else if (name == "*")
            rest = given;
    }
    const int wanted = gzip.value_or(rest.value_or(0));
    // An identity that is not named is acceptable, and the last choice of who names something else.
    return wanted > 0 && wanted >= identity.value_or(0);
}

}  // namespace sark::http
