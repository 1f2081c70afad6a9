#pragma once

#include <bitset>
#include <cstddef>
#include <optional>
#include <string_view>

namespace sark {

/// A set of countries by their codes of two letters, in any case.
class CountryList {
 public:
    /// False when the text is no such code.
    [[nodiscard]] static bool is_code(std::string_view text) noexcept {
        return place_of(text).has_value();
    }
    /// Nothing happens when the text is no code.
    void add(std::string_view code) {
        if (const auto place = place_of(code))
            countries_.set(*place);
    }
    [[nodiscard]] bool contains(std::string_view code) const {
        const auto place = place_of(code);
        return place && countries_.test(*place);
    }
    [[nodiscard]] std::size_t size() const noexcept { return countries_.count(); }

    /// Calls `use` with the place of each country, in their order.
    template <class Use>
    void for_each(Use use) const {
        for (std::size_t place = 0; place < countries_.size(); ++place)
            if (countries_.test(place))
                use(place);
    }

 private:
    static std::optional<std::size_t> place_of(std::string_view text) noexcept {
        if (text.size() != 2)
            return std::nullopt;
        std::size_t place = 0;
        for (const char c : text) {
            const char letter = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            if (letter < 'A' || letter > 'Z')
                return std::nullopt;
            place = place * 26 + static_cast<std::size_t>(letter - 'A');
        }
        return place;
    }

    std::bitset<std::size_t{26} * 26> countries_;
};

}  // namespace sark
