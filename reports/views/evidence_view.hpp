#pragma once

#include <string>
#include <vector>

#include "scenarios/run_result.hpp"

namespace sark::reports {

/// One thing that a store or the reference core said of itself over the measured window.
struct EvidenceFact {
    std::string store;     ///< PostgreSQL | replica | Redis | reference core
    std::string measure;   ///< "buffer hit ratio"
    std::string value;     ///< "99.8 %"
    std::string remark;    ///< What it is of, or what to do about it; may be empty.
    bool caution = false;  ///< Something that costs time or answers and can be mended.
};

/// Ratios, rates and warnings from the counters' changes (RunResult::evidence), store by store.
/// What a store did not tell is left out, never shown as 0. Rates are per second of the measured
/// window.
[[nodiscard]] std::vector<EvidenceFact> evidence_facts_of(const scenarios::RunResult& run);

}  // namespace sark::reports
