#include "scenarios/environment/api_identity.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "core/http/uuid.hpp"
#include "core/postgres/session.hpp"
#include "core/token/bearer_token.hpp"
#include "workloads/arrivals/arrival.hpp"
#include "workloads/data/dataset.hpp"

namespace sark::scenarios {
namespace {

/// Longer than any run; a server that wants shorter ones gets a token of its own making.
constexpr Nanos minted_for = std::chrono::hours(24 * 7);

Nanos longest_run(const Scenario& scenario) {
    Nanos measured{0};
    for (const LoadSpec& load : scenario.loads)
        measured = std::max(measured, workloads::duration_of(load.arrivals));
    return scenario.warmup + measured + scenario.drain;
}

/// Empty when the database has no such table, or nobody like that in it.
std::string administrator(const std::string& dsn) {
    const auto session = postgres::Session::open(dsn);
    if (!session)
        return {};
    const auto found = (*session)->execute(
        "SELECT id FROM sark_api.users WHERE is_admin AND is_active ORDER BY id LIMIT 1");
    return found && !found->empty() ? found->rows.front().front().value_or("") : std::string();
}

std::string subject_of(const ApiIdentity& identity, const Scenario& scenario,
                       const std::string& dsn) {
    if (!identity.subject.empty())
        return identity.subject;
    std::string subject = dsn.empty() ? std::string() : administrator(dsn);
    if (!subject.empty())
        return subject;
    std::array<char, 40> id;
    return std::string(
        workloads::write_id(scenario.environment.dataset.seed, workloads::Entity::user, 0, id));
}

Result<std::string> minted(const ApiIdentity& identity, const Scenario& scenario, UtcTime now,
                           const std::string& dsn) {
    TokenClaims claims;
    claims.subject = subject_of(identity, scenario, dsn);
    claims.email = "sark-bench@localhost";
    claims.role = identity.role;
    claims.expires = now + minted_for;
    return mint_token(claims, identity.jwt_secret, now);
}

Result<void> check_expiry(const std::string& token, const Scenario& scenario, UtcTime now) {
    const auto expires = expiry_of(token);
    if (!expires)
        return Error{Errc::invalid_argument, "not a token with a time of expiry", "API token",
                     "give a JSON Web Token, on one line, without the word Bearer"};
    if (*expires <= now + longest_run(scenario))
        return Error{Errc::invalid_argument,
                     "the token expires at " + to_iso8601(*expires) +
                         ", before the run could end: the rest would be refusals",
                     "API token", "give one that lives longer, or make the run shorter"};
    return {};
}

}  // namespace

Result<void> show_identity(const ApiIdentity& identity, const Scenario& scenario, UtcTime now,
                           workloads::Target& target) {
    target.api.api_key = identity.api_key;
    if (!scenario.environment.needs_api || (identity.token.empty() && identity.jwt_secret.empty()))
        return {};
    std::string token = identity.token;
    if (token.empty()) {
        auto made = minted(identity, scenario, now, target.postgres_dsn);
        if (!made)
            return std::move(made).error();
        token = *std::move(made);
    }
    if (auto lives = check_expiry(token, scenario, now); !lives)
        return lives;
    target.api.token = std::move(token);
    target.api.csrf = http::random_uuid();  // 36 characters; upstream wants 32
    return {};
}

}  // namespace sark::scenarios
