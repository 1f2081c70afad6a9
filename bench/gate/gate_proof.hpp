#pragma once

#include <map>
#include <string>
#include <vector>

#include "bench/gate/gate_record.hpp"

namespace sark::bench {

/// What was measured with one slowdown of B: gates, or one record of blocks to draw gates from.
struct GateSeries {
    double slowdown = 0.0;
    std::vector<GateRecord> gates;
    double seconds = 0.0;  ///< That it took, all together.
};

/// Prints, as Markdown, what the gates between equal arms said at tolerance 0 and at the default
/// ones, with exact 95 % intervals, and which of their rounds were disturbed.
void print_short_gates(const GateSeries& series, const GateSize& size);

/// Prints, as Markdown, the changes that the blocks of each slowdown show, and how often gates of
/// up to ten minutes of load, blocks drawn again from those measured, find them: at tolerance 0, at
/// the default ones, and at tolerances equal to the very changes. Proportions with exact 95 %
/// intervals; they hold for these blocks, not for a host that behaves otherwise.
void print_long_gates(const std::vector<GateSeries>& all, Nanos round);

}  // namespace sark::bench
