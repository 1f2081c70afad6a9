#include "reports/planning/figure.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace sark::reports::planning {

std::string_view name_of(Origin origin) noexcept {
    constexpr std::array<std::string_view, 6> names = {"measured",  "documented", "stated",
                                                       "reference", "assumed",    "computed"};
    return names[static_cast<std::size_t>(origin)];
}

std::string source_text(const Figure& figure) {
    const std::string origin(name_of(figure.origin));
    return figure.source.empty() ? origin : origin + ": " + figure.source;
}

Figure measured(double value, std::string unit, std::string run) {
    return {value, std::move(unit), Origin::measured, std::move(run)};
}

Figure documented(double value, std::string unit, std::string row) {
    return {value, std::move(unit), Origin::documented, std::move(row)};
}

Figure stated(double value, std::string unit, std::string option) {
    return {value, std::move(unit), Origin::stated, std::move(option)};
}

Figure assumed(double value, std::string unit, std::string advice) {
    return {value, std::move(unit), Origin::assumed, std::move(advice)};
}

Figure computed(double value, std::string unit, std::string formula) {
    return {value, std::move(unit), Origin::computed, std::move(formula)};
}

}  // namespace sark::reports::planning
