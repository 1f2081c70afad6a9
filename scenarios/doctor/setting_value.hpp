#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sark::scenarios::doctor {

/// What a setting's number counts.
enum class SettingUnit : std::uint8_t { plain, bytes, milliseconds };

/// A setting as a number that can be compared.
struct SettingValue {
    double number = 0.0;
    SettingUnit unit = SettingUnit::plain;
};

/// "16MB", "30s", "0.9", "-1"; absent for words. Units as PostgreSQL writes them.
[[nodiscard]] std::optional<SettingValue> parse_setting(std::string_view text);
/// A value of pg_settings with its unit: ("16384", "8kB"), ("100", "ms"), ("0.9", "").
[[nodiscard]] std::optional<SettingValue> parse_setting(std::string_view value,
                                                        std::string_view unit);
/// "128MB", "30s", "0.9".
[[nodiscard]] std::string setting_text(const SettingValue& value);

}  // namespace sark::scenarios::doctor
