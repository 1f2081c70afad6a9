#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace sark {

/// What a SARK access token says (SARK-UPSTREAM section 2).
struct TokenClaims {
    std::string subject;  ///< sub: the user's UUID.
    std::string email;    ///< Empty: not said.
    std::string role;
    std::vector<std::string> teams;
    UtcTime expires;  ///< exp, in whole seconds.
};

/// The claims of a JSON Web Token that was signed by HS256 with this secret, is of type "access",
/// has sub, role and exp, and is in force at `now`. Errc::invalid_argument says what is wrong with
/// it and quotes nothing of it. A token of another algorithm is refused, "none" first of all.
[[nodiscard]] Result<TokenClaims> verify_token(const std::string& token, const std::string& secret,
                                               UtcTime now);

/// Such a token, issued at `now`. Errc::invalid_argument for an empty secret.
[[nodiscard]] Result<std::string> mint_token(const TokenClaims& claims, const std::string& secret,
                                             UtcTime now);

/// The `exp` of a token that was signed by whomever: nothing is verified. Absent when it is not a
/// JSON Web Token or says none.
[[nodiscard]] std::optional<UtcTime> expiry_of(const std::string& token);

}  // namespace sark
