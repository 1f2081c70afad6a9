#pragma once

#include <string>
#include <vector>

namespace sark::http {

/// Who sent a request, once somebody has made sure of it.
struct Caller {
    std::string user_id;  ///< UUID, lower case.
    std::string role;
    std::vector<std::string> teams;
    std::string api_key;  ///< The prefix of the key that was shown; empty: a token.
};

}  // namespace sark::http
