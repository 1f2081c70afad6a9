#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sark {

/// Whether two words are the same but for case and '_', '-', '.': "startRate" and "start_rate".
[[nodiscard]] bool same_word(std::string_view a, std::string_view b);

/// The candidate that somebody who wrote `word` probably meant: the smallest edit distance
/// (insertion, deletion, substitution, transposition; case and '_', '-', '.' do not count), at most
/// a third of the word. Empty when none is that near.
[[nodiscard]] std::string nearest_word(std::string_view word,
                                       std::span<const std::string> candidates);

/// "did you mean \"rate\"? allowed: …", or only the allowed words; a long list is left out when
/// there is a suggestion.
[[nodiscard]] std::string suggestion(std::string_view word,
                                     std::span<const std::string> candidates);

}  // namespace sark
