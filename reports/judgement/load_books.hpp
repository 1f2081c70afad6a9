#pragma once

#include "reports/judgement/findings.hpp"

namespace sark::reports {

/// Whether counts, times and rates of every load agree with each other, and what the reader must
/// know about them: accounting, nothing_measured, short_window, rate_missed, closed_loop,
/// backlog_at_begin, starving_connections, littles_law.
void check_load_books(const scenarios::RunResult& run, Findings& findings);

}  // namespace sark::reports
