#pragma once

#include <iosfwd>

#include "reports/exit_code.hpp"
#include "scenarios/selftest/selftest.hpp"

namespace sark::reports {

/// 0 when nothing speaks against trusting this host, else 122.
[[nodiscard]] ExitCode exit_code_of(const scenarios::SelftestResult& result);

/// For people: every check with what was measured and allowed, what the host can be trusted for,
/// and one line of verdict.
void write_selftest(const scenarios::SelftestResult& result, std::ostream& out);
/// The same as one JSON object (docs/measurement.md, "Selftest").
void write_selftest_json(const scenarios::SelftestResult& result, std::ostream& out);

}  // namespace sark::reports
