#pragma once

#include "reports/judgement/measure.hpp"

namespace sark::reports {

/// Says in a judged row about the server's own time where it was measured: at the server when every
/// ok answer told it. Otherwise it is bounded from above, and a miss that is not among the failures
/// proves nothing: the row becomes inconclusive.
void qualify_server_time(const Measured& measured, Judgement& judged);

}  // namespace sark::reports
