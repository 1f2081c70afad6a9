#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "scenarios/doctor/check.hpp"

namespace sark::scenarios::doctor::test {

/// Rows as a server would have sent them.
inline Observation observed(std::vector<std::string> columns, std::vector<postgres::Values> rows) {
    postgres::Rows answer;
    answer.columns = std::move(columns);
    answer.rows = std::move(rows);
    Observation seen;
    seen.now = Table(std::move(answer));
    return seen;
}

/// The shipped check of this name.
inline Check shipped(const std::string& name) {
    static const std::vector<Check> checks = shipped_checks();
    const auto found = std::ranges::find(checks, name, &Check::name);
    EXPECT_NE(found, checks.end()) << name;
    return found == checks.end() ? Check{} : *found;
}

inline Judgement judged(const std::string& name, const Observation& seen,
                        const Circumstances& known = {}) {
    return shipped(name).judge(seen, known);
}

}  // namespace sark::scenarios::doctor::test
