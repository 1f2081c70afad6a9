#pragma once

#include <string>
#include <string_view>

#include "scenarios/doctor/check.hpp"

namespace sark::scenarios::doctor {

/// Every table that is no partition, with its indexes.
extern const char* const present_indexes_sql;

/// Whether the schemas of SARK have the indexes that migrations/<system>/indexes name
/// (S000-CHK-01, item 1).
[[nodiscard]] Judgement judge_wanted_indexes(const Observation& seen, const Circumstances& known);

/// What an index does, from "CREATE INDEX ... ON table ..." or the server's " USING ...", without
/// what two ways to write the same differ in. Expressions may still differ.
[[nodiscard]] std::string index_essence(std::string_view definition);

}  // namespace sark::scenarios::doctor
