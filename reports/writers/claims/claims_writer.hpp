#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "reports/claims/claim_finding.hpp"

namespace sark::reports {

/// A line per claim at a terminal: write_claims_heading() first, a finding as soon as it is there,
/// then write_claims_summary().
void write_claims_heading(std::ostream& out);
void write_claim_line(const ClaimFinding& finding, std::ostream& out);
void write_claims_summary(const ClaimsReport& report, std::ostream& out);

/// The table with the machine it comes from, then each claim with statements and plans.
void write_claims_markdown(const ClaimsReport& report, std::ostream& out);
/// Everything, plans included.
void write_claims_json(const ClaimsReport& report, std::ostream& out);

/// claims.json and claims.md in `directory` (created), each whole or as before. Errc::io names the
/// file and why. Returns the paths.
[[nodiscard]] Result<std::vector<std::string>> write_claims_files(const ClaimsReport& report,
                                                                  const std::string& directory);

}  // namespace sark::reports
