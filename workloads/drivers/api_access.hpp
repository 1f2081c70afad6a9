#pragma once

#include <string>

namespace sark::workloads {

/// What an HTTP client shows to an API that asks who it is (SARK-UPSTREAM section 2). Secrets: in
/// no message and no report. Empty: not shown.
struct ApiAccess {
    std::string token;    ///< Authorization: Bearer
    std::string api_key;  ///< X-API-Key
    std::string csrf;     ///< With writes: the header X-CSRF-Token and the cookie csrf_token.
};

}  // namespace sark::workloads
