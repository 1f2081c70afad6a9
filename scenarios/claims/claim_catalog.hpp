#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "scenarios/claims/claim.hpp"

namespace sark::scenarios {

/// Reads a claims file. Errc::invalid_scenario with the claim's name for what is missing, unknown
/// or contradicts itself.
[[nodiscard]] Result<std::vector<Claim>> read_claims(std::string_view text,
                                                     const std::string& source_name);

/// The claims compiled into this program, in the order of the documents.
[[nodiscard]] Result<std::vector<Claim>> shipped_claims();

/// Those that the words name: a claim's name, a row's id, or the beginning of either before a "*".
/// No words: all. Errc::invalid_argument for a word that names none, with the nearest name.
[[nodiscard]] Result<std::vector<Claim>> choose_claims(const std::vector<Claim>& claims,
                                                       const std::vector<std::string>& words);

}  // namespace sark::scenarios
