#pragma once

#include <string_view>

#include "reports/report.hpp"

namespace sark::reports {

/// The words that files and terminals use for our verdicts; result.schema.json lists the same.
[[nodiscard]] std::string_view name_of(ValidityVerdict verdict) noexcept;
[[nodiscard]] std::string_view name_of(RowVerdict verdict) noexcept;
[[nodiscard]] std::string_view name_of(Outcome outcome) noexcept;
[[nodiscard]] std::string_view name_of(ExitCode code) noexcept;
[[nodiscard]] std::string_view name_of(scenarios::RunStatus status) noexcept;

}  // namespace sark::reports
