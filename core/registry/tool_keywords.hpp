#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sark {

/// What the words of a tool's name, description and parameters say of its sensitivity.
struct DetectedSensitivity {
    std::string_view level = "medium";       ///< low | medium | high | critical
    std::vector<std::string_view> keywords;  ///< That decided; empty: none was found.
};

/// The keyword lists of SARK-UPSTREAM section 3: critical before high before medium before low, and
/// medium when none is found. A keyword counts as a whole word, where words are what stands between
/// characters other than letters and digits, and where a capital follows a small letter; so
/// "delete_user" and "deleteUser" are high, "monkey" and "authors" are not critical, and
/// credit_card is two words in a row. Upstream takes _ for a letter, and finds neither of the first
/// two.
[[nodiscard]] DetectedSensitivity detect_sensitivity(
    std::string_view name, std::string_view description,
    const std::vector<std::string>& parameter_names);

}  // namespace sark
