#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sark::reports::planning {

/// How far a figure of a plan can be trusted, best first.
enum class Origin : std::uint8_t {
    measured,    ///< By this program on the target or its stand-in; `source` names the run.
    documented,  ///< In one of the seeds; `source` is its row in the requirements.
    stated,      ///< By whoever asked for the plan; `source` is the option.
    reference,   ///< By this program elsewhere, on the machine of its own tests.
    assumed,     ///< Nobody said; `source` says how to do better.
    computed,    ///< From other figures of the plan; `source` is the formula.
};
[[nodiscard]] std::string_view name_of(Origin origin) noexcept;

/// A number that a plan rests on or ends in, with where it comes from.
struct Figure {
    double value = 0.0;
    std::string unit;
    Origin origin = Origin::assumed;
    std::string source;
};

/// "measured in run x", "documented S001-FRM-01", "stated --rate".
[[nodiscard]] std::string source_text(const Figure& figure);

[[nodiscard]] Figure measured(double value, std::string unit, std::string run);
[[nodiscard]] Figure documented(double value, std::string unit, std::string row);
[[nodiscard]] Figure stated(double value, std::string unit, std::string option);
[[nodiscard]] Figure assumed(double value, std::string unit, std::string advice);
[[nodiscard]] Figure computed(double value, std::string unit, std::string formula);

}  // namespace sark::reports::planning
