#pragma once

#include <string>

#include "scenarios/doctor/answer.hpp"

namespace sark::cli {

/// What this machine offers to sark-bench; `postgres` and `redis` ask also whether private services
/// could be started on it.
[[nodiscard]] scenarios::doctor::Examination examine_machine(bool postgres, bool redis);

/// A service that does not answer, with why; or, without an error, one that does.
[[nodiscard]] scenarios::doctor::Answer service_answer(const std::string& name,
                                                       const std::string& question,
                                                       const std::string& fault,
                                                       const std::string& fact);

}  // namespace sark::cli
