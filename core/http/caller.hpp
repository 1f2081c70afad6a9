#pragma once

#include <string>

namespace sark::http {

/// Who sent a request, once somebody has made sure of it.
struct Caller {
    std::string user_id;  ///< UUID, lower case.
};

}  // namespace sark::http
