#pragma once

#include <string>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "scenarios/scenario.hpp"
#include "workloads/drivers/driver.hpp"

namespace sark::scenarios {

/// As whom a run asks an API that wants to know. Secrets: in no message and no report.
struct ApiIdentity {
    std::string jwt_secret;  ///< A token is minted with it, once, before the run.
    std::string token;       ///< One that somebody else has minted; goes before the secret.
    std::string api_key;
    std::string subject;         ///< Of the minted token, a UUID; empty: an administrator of the
                                 ///< target database, else the dataset's first user.
    std::string role = "admin";  ///< Of the minted token.
};

/// Puts what there is to show into `target`; with a token, a CSRF text of this run's own too.
/// Errc::invalid_argument for a token that cannot be read, and for one that expires before the
/// scenario could end: a run must not turn into one of refusals.
[[nodiscard]] Result<void> show_identity(const ApiIdentity& identity, const Scenario& scenario,
                                         UtcTime now, workloads::Target& target);

}  // namespace sark::scenarios
