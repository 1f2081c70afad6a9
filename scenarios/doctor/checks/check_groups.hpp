#pragma once

#include <vector>

#include "scenarios/doctor/check.hpp"

/// The checks by what they look at; shipped_checks() joins them.
namespace sark::scenarios::doctor {

[[nodiscard]] std::vector<Check> checklist();           ///< The ten items of S000-CHK-01.
[[nodiscard]] std::vector<Check> index_checks();        ///< Which indexes are read, unused, broken.
[[nodiscard]] std::vector<Check> statement_checks();    ///< pg_stat_statements.
[[nodiscard]] std::vector<Check> connection_checks();   ///< pg_stat_activity.
[[nodiscard]] std::vector<Check> size_checks();         ///< Sizes, bloat, cache, throughput.
[[nodiscard]] std::vector<Check> setting_checks();      ///< Against what the documents set.
[[nodiscard]] std::vector<Check> maintenance_checks();  ///< ANALYZE, review, labels.
[[nodiscard]] std::vector<Check> redis_checks();

}  // namespace sark::scenarios::doctor
