#pragma once

#include <chrono>

#include "core/metrics/metrics.hpp"
#include "core/reference_core.hpp"

namespace sark::http {

/// Calls the registry and times the call.
template <class Call>
auto timed_query(ReferenceCore& core, DbQuery query, const Call& call) {
    const auto began = std::chrono::steady_clock::now();
    auto result = call();
    core.metrics().observe_query(query, std::chrono::steady_clock::now() - began);
    return result;
}

}  // namespace sark::http
