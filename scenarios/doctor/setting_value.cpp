#include "scenarios/doctor/setting_value.hpp"

#include <array>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

namespace sark::scenarios::doctor {

namespace {

struct Unit {
    std::string_view name;
    double factor;
    SettingUnit unit;
};

// From the largest of its kind to the smallest.
constexpr std::array<Unit, 10> units = {{{"TB", 1024.0 * 1024 * 1024 * 1024, SettingUnit::bytes},
                                         {"GB", 1024.0 * 1024 * 1024, SettingUnit::bytes},
                                         {"MB", 1024.0 * 1024, SettingUnit::bytes},
                                         {"kB", 1024.0, SettingUnit::bytes},
                                         {"B", 1.0, SettingUnit::bytes},
                                         {"d", 86'400'000.0, SettingUnit::milliseconds},
                                         {"h", 3'600'000.0, SettingUnit::milliseconds},
                                         {"min", 60'000.0, SettingUnit::milliseconds},
                                         {"s", 1'000.0, SettingUnit::milliseconds},
                                         {"ms", 1.0, SettingUnit::milliseconds}}};

}  // namespace

std::optional<SettingValue> parse_setting(std::string_view text) {
    const std::string written(text);
    char* end = nullptr;
    const double number = std::strtod(written.c_str(), &end);
    if (end == written.c_str() || !std::isfinite(number))
        return std::nullopt;
    while (*end == ' ') ++end;
    if (*end == '\0')
        return SettingValue{number, SettingUnit::plain};
    for (const Unit& unit : units)
        if (unit.name == end)
            return SettingValue{number * unit.factor, unit.unit};
    return std::nullopt;
}

std::optional<SettingValue> parse_setting(std::string_view value, std::string_view unit) {
    const auto count = parse_setting(value);
    if (!count || unit.empty())
        return count;
    // "8kB" counts pieces of that size; "ms" counts milliseconds.
    const bool sized = unit.front() >= '0' && unit.front() <= '9';
    const auto one = parse_setting(sized ? std::string(unit) : "1" + std::string(unit));
    if (!one)
        return std::nullopt;
    // -1 (and other negatives) mean "off" and are no amount.
    return SettingValue{count->number < 0 ? count->number : count->number * one->number, one->unit};
}

std::string setting_text(const SettingValue& value) {
    if (value.unit != SettingUnit::plain && value.number > 0) {
        for (const Unit& unit : units)
            if (unit.unit == value.unit && value.number >= unit.factor)
                return fmt::format("{:.4g}{}", value.number / unit.factor, unit.name);
    }
    return fmt::format("{}", value.number);
}

}  // namespace sark::scenarios::doctor
