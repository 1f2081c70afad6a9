#pragma once

#include "scenarios/doctor/answer.hpp"
#include "scenarios/doctor/api/api_reading.hpp"

namespace sark::scenarios::doctor {

/// In which points an HTTP API differs from the contract that scenarios and documents hold it to
/// (SARK-UPSTREAM sections 1 and 2 say where SARK itself does): missing routes, redirections,
/// gzip, the headers of cache and rate limit, readiness, bad requests, how it refuses strangers.
/// Sends nothing but GET. What cannot be told (no data, no credentials) is an unknown that says so;
/// an API that does not answer is the one answer there is.
[[nodiscard]] Examination examine_api(const ReadApi& read);

}  // namespace sark::scenarios::doctor
