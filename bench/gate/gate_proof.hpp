#pragma once

#include <map>
#include <string>
#include <vector>

#include "bench/gate/gate_record.hpp"
#include "bench/gate/proof_bounds.hpp"

namespace sark::bench {

/// What was measured with one slowdown of B: gates, or one record of blocks to draw gates from.
struct GateSeries {
    double slowdown = 0.0;
    std::string neighbour;  ///< Who worked beside it, e.g. "all the time"; empty: nobody.
    std::vector<GateRecord> gates;
    double seconds = 0.0;  ///< That it took, all together.
};

/// Prints, as Markdown, what the gates between equal arms said at tolerance 0 and at the default
/// ones, with exact 95 % intervals, and which of their rounds were disturbed. Tells the bounds.
void print_short_gates(const GateSeries& series, const GateSize& size, ProofBounds& bounds);

/// The same for gates beside each neighbour, a line for each.
void print_disturbed_gates(const std::vector<GateSeries>& all, const GateSize& size,
                           ProofBounds& bounds);

/// Prints, as Markdown, the changes that the blocks of each slowdown show, and how often gates of
/// up to ten minutes of load, blocks drawn again from those measured, find them: at tolerance 0, at
/// the default ones, and at tolerances equal to the very changes. Then the same with the blocks
/// moved so that p95 is worse by exactly what must be found, and by exactly what is tolerated.
/// Proportions with exact 95 % intervals; they hold for these blocks, not for a host that behaves
/// otherwise. Tells the bounds.
void print_long_gates(const std::vector<GateSeries>& all, Nanos round, ProofBounds& bounds);

}  // namespace sark::bench
