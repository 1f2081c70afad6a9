#include "core/policy/config/policy_config_json.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/suggestion.hpp"

namespace sark {

namespace {

using nlohmann::json;

constexpr std::int64_t longest_timeout_s = 86'400;

Error bad(std::string message, std::string where, std::string hint = {}) {
    return {Errc::invalid_argument, std::move(message), std::move(where), std::move(hint)};
}

std::string at(const std::string& place, std::size_t index) {
    return place + "/" + std::to_string(index);
}

/// Refuses members that nobody knows: a misspelt list would be a list that restricts nothing.
Result<void> check_names(const json& object, const std::string& place,
                         const std::vector<std::string>& known) {
    for (const auto& [name, value] : object.items())
        if (std::find(known.begin(), known.end(), name) == known.end())
            return bad("there is no such setting", place + "/" + name, suggestion(name, known));
    return {};
}

Result<void> read(const json& value, const std::string& place, bool& flag) {
    if (!value.is_boolean())
        return bad("must be true or false", place);
    flag = value.get<bool>();
    return {};
}

Result<std::vector<std::string>> texts(const json& value, const std::string& place) {
    if (!value.is_array())
        return bad("must be a list of texts", place);
    std::vector<std::string> found;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (!value[i].is_string())
            return bad("must be a text", at(place, i));
        found.push_back(value[i].get<std::string>());
    }
    return found;
}

Result<void> read(const json& value, const std::string& place, AddressList& list) {
    const auto entries = texts(value, place);
    if (!entries)
        return entries.error();
    std::vector<AddressRange> ranges;
    for (std::size_t i = 0; i < entries->size(); ++i) {
        auto range = parse_address_range((*entries)[i]);
        if (!range) {
            Error error = std::move(range).error();
            error.where = at(place, i);
            return error;
        }
        ranges.push_back(*range);
    }
    list = AddressList(std::move(ranges));
    return {};
}

Result<void> read(const json& value, const std::string& place, CountryList& countries) {
    const auto codes = texts(value, place);
    if (!codes)
        return codes.error();
    for (std::size_t i = 0; i < codes->size(); ++i) {
        if (!CountryList::is_code((*codes)[i]))
            return bad("\"" + (*codes)[i] + "\" is not a country", at(place, i),
                       "write the two letters of ISO 3166-1, such as \"US\"");
        countries.add((*codes)[i]);
    }
    return {};
}

/// The number in `text` at `place`, all of whose characters are digits.
std::optional<int> number_at(std::string_view text, std::size_t place, std::size_t length) {
    int number = 0;
    for (const char c : text.substr(place, length)) {
        if (c < '0' || c > '9')
            return std::nullopt;
        number = number * 10 + (c - '0');
    }
    return number;
}

std::optional<UtcTime> instant(std::string_view text) {
    constexpr std::string_view shape = "0000-00-00T00:00:00Z";
    if (text.size() != shape.size())
        return std::nullopt;
    for (std::size_t i = 0; i < shape.size(); ++i)
        if (shape[i] != '0' && text[i] != shape[i])
            return std::nullopt;
    constexpr std::array<std::pair<std::size_t, std::size_t>, 6> parts{
        {{0, 4}, {5, 2}, {8, 2}, {11, 2}, {14, 2}, {17, 2}}};
    std::array<int, 6> numbers{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto number = number_at(text, parts[i].first, parts[i].second);
        if (!number)
            return std::nullopt;
        numbers[i] = *number;
    }
    const std::chrono::year_month_day day{std::chrono::year(numbers[0]),
                                          std::chrono::month(static_cast<unsigned>(numbers[1])),
                                          std::chrono::day(static_cast<unsigned>(numbers[2]))};
    // The years that a count of nanoseconds holds.
    if (!day.ok() || numbers[0] < 1970 || numbers[0] > 2200 || numbers[3] > 23 || numbers[4] > 59 ||
        numbers[5] > 59)
        return std::nullopt;
    return UtcTime(std::chrono::sys_days(day).time_since_epoch() + std::chrono::hours(numbers[3]) +
                   std::chrono::minutes(numbers[4]) + std::chrono::seconds(numbers[5]));
}

Result<UtcTime> required_instant(const json& window, const std::string& place,
                                 const std::string& name) {
    const auto found = window.find(name);
    const auto read_time = found != window.end() && found->is_string()
                               ? instant(found->get_ref<const std::string&>())
                               : std::nullopt;
    if (!read_time)
        return bad("must be a time in UTC", place + "/" + name,
                   "write it like \"2026-11-28T22:00:00Z\"");
    return *read_time;
}

Result<MaintenanceWindow> read_window(const json& value, const std::string& place) {
    if (!value.is_object())
        return bad("must be an object", place, "give start, end and allowed_actions");
    if (auto known = check_names(value, place, {"start", "end", "allowed_actions"}); !known)
        return known.error();
    const auto start = required_instant(value, place, "start");
    if (!start)
        return start.error();
    const auto end = required_instant(value, place, "end");
    if (!end)
        return end.error();
    if (*end <= *start)
        return bad("must be later than the start", place + "/end");
    const auto actions = value.find("allowed_actions");
    auto allowed = texts(actions == value.end() ? json() : *actions, place + "/allowed_actions");
    if (!allowed)
        return allowed.error();
    if (allowed->empty())
        return bad("names no action", place + "/allowed_actions",
                   "name those that the window is for, such as \"server:delete\"");
    return MaintenanceWindow{*start, *end, *std::move(allowed)};
}

Result<void> read(const json& value, const std::string& place,
                  std::vector<MaintenanceWindow>& windows) {
    if (!value.is_array())
        return bad("must be a list of windows", place);
    for (std::size_t i = 0; i < value.size(); ++i) {
        auto window = read_window(value[i], at(place, i));
        if (!window)
            return window.error();
        windows.push_back(*std::move(window));
    }
    return {};
}

Result<void> read(const json& value, const std::string& place, Nanos& timeout) {
    if (!value.is_number_integer() || value.get<std::int64_t>() < 1 ||
        value.get<std::int64_t>() > longest_timeout_s)
        return bad(
            "must be a whole number of seconds from 1 to " + std::to_string(longest_timeout_s),
            place);
    timeout = std::chrono::seconds(value.get<std::int64_t>());
    return {};
}

}  // namespace

Result<PolicyConfig> policy_config_from_json(std::string_view text) {
    const json document = json::parse(text, nullptr, false);
    if (!document.is_object())
        return bad("is not a JSON object", "", "write an object with the settings of the rules");
    if (auto known =
            check_names(document, "",
                        {"ip_filtering_enabled", "ip_allowlist", "ip_blocklist", "vpn_ip_ranges",
                         "allow_private_ips", "geo_restrictions_enabled", "allowed_countries",
                         "mfa_timeout_seconds", "maintenance_windows"});
        !known)
        return known.error();
    PolicyConfig config;
    Result<void> outcome;
    const auto take = [&](const char* name, auto& member) {
        const auto found = document.find(name);
        if (outcome && found != document.end())
            outcome = read(*found, std::string("/") + name, member);
    };
    take("ip_filtering_enabled", config.ip_filtering_enabled);
    take("ip_allowlist", config.ip_allowlist);
    take("ip_blocklist", config.ip_blocklist);
    take("vpn_ip_ranges", config.vpn_ip_ranges);
    take("allow_private_ips", config.allow_private_ips);
    take("geo_restrictions_enabled", config.geo_restrictions_enabled);
    take("allowed_countries", config.allowed_countries);
    take("mfa_timeout_seconds", config.mfa_timeout);
    take("maintenance_windows", config.maintenance_windows);
    if (!outcome)
        return outcome.error();
    if (config.geo_restrictions_enabled && config.allowed_countries.size() == 0)
        return bad("no country is allowed", "/allowed_countries",
                   "name some, or leave geo_restrictions_enabled out");
    return config;
}

}  // namespace sark
