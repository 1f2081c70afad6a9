#pragma once

#include <string>
#include <vector>

namespace sark::http {

/// Who asks, as authentication has found. Nobody in particular while it is switched off.
struct Caller {
    std::string user_id;  ///< Lower case; empty: not known.
    std::string role;     ///< Empty: not known.
    std::vector<std::string> teams;
    std::string api_key;  ///< The prefix of the key that was shown; empty: a token, or nothing.

    [[nodiscard]] bool is_known() const noexcept { return !user_id.empty(); }
};

}  // namespace sark::http
