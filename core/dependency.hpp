#pragma once

#include <string>

#include "core/base/time.hpp"

namespace sark {

/// A store or service that the core needs, asked just now.
struct Dependency {
    std::string name;  ///< postgresql, postgresql_read, postgresql_audit, redis or opa
    bool healthy = false;
    Nanos latency{};    ///< Of the asking, answered or not.
    std::string error;  ///< Empty when healthy. Never more than what kind of failure it is.
};

}  // namespace sark
