#pragma once

#include "scenarios/doctor/check.hpp"

namespace sark::scenarios::doctor {

/// Scans of each table by index and whole; what two checks judge.
extern const char* const index_use_sql;

/// Whether each large table is read through its indexes (S004-SLA-07).
[[nodiscard]] Judgement judge_index_use_of_each(const Observation& seen, const Circumstances&);
/// Whether all of them together are (S000-CHK-01, item 4).
[[nodiscard]] Judgement judge_index_use_of_all(const Observation& seen, const Circumstances&);

}  // namespace sark::scenarios::doctor
