#include "core/base/suggestion.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace sark {
namespace {

std::string normalized(std::string_view word) {
    std::string text;
    for (const char c : word) {
        if (c != '_' && c != '-' && c != '.')
            text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return text;
}

/// Optimal string alignment distance.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last, last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        before_last = std::exchange(last, row);
    }
    return last[b.size()];
}

}  // namespace

bool same_word(std::string_view a, std::string_view b) {
    return normalized(a) == normalized(b);
}

std::string nearest_word(std::string_view word, std::span<const std::string> candidates) {
    constexpr std::size_t word_max = 100;  // nobody mistypes more, and the distance is quadratic
    const std::string wanted = normalized(word.substr(0, word_max));
    std::string best;
    std::size_t best_distance = std::max<std::size_t>(wanted.size() / 3, 1) + 1;
    for (const std::string& candidate : candidates) {
        const std::size_t far = distance(wanted, normalized(candidate));
        if (far < best_distance) {
            best_distance = far;
            best = candidate;
        }
    }
    return best;
}

std::string suggestion(std::string_view word, std::span<const std::string> candidates) {
    constexpr std::size_t list_max = 12;
    const std::string nearest = nearest_word(word, candidates);
    std::string text = nearest.empty() ? "" : "did you mean \"" + nearest + "\"?";
    if (candidates.empty() || (!nearest.empty() && candidates.size() > list_max))
        return text;
    text += nearest.empty() ? "allowed: " : " allowed: ";
    for (std::size_t i = 0; i < candidates.size(); ++i)
        text += (i == 0 ? "" : ", ") + candidates[i];
    return text;
}

}  // namespace sark
