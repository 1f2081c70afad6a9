#pragma once

#include <map>
#include <string>
#include <vector>

#include "bench/gate/gate_record.hpp"

namespace sark::bench {

/// All gates that were played with one slowdown of B.
struct GateSeries {
    double slowdown = 0.0;
    std::vector<GateRecord> gates;
    double seconds = 0.0;  ///< That they took, all together.
};

/// Prints what the gates of each series said, as Markdown: at tolerance 0, at the default ones, and
/// where there is a slowdown at tolerances equal to the change that all its blocks show; then what
/// gates of as many blocks as a gate may have would have said, blocks drawn again from those
/// measured. Proportions with exact 95 % intervals.
void print_gate_proof(const std::vector<GateSeries>& all, const GateSize& size);

}  // namespace sark::bench
