#pragma once

#include <string>

#include "core/base/result.hpp"
#include "scenarios/environment/api_identity.hpp"

namespace CLI {
class App;
}

namespace sark::cli {

/// Where the secrets are with which a run says who asks. Files and the environment only.
struct IdentityFlags {
    std::string jwt_secret_file;  ///< Or SARK_JWT_SECRET.
    std::string token_file;       ///< Or SARK_TOKEN.
    std::string api_key_file;     ///< Or SARK_API_KEY.
    std::string subject;
    std::string role = "admin";
};

void add_identity_options(CLI::App& command, IdentityFlags& flags);

/// Errc::invalid_argument when a file cannot be read, or holds what no header can say.
[[nodiscard]] Result<scenarios::ApiIdentity> identity(const IdentityFlags& flags);

}  // namespace sark::cli
