#include "core/token/bearer_token.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <utility>

#include <jwt.h>
#include <nlohmann/json.hpp>

namespace sark {
namespace {

using nlohmann::json;

struct FreeToken {
    void operator()(jwt_t* token) const { jwt_free(token); }
};
using Token = std::unique_ptr<jwt_t, FreeToken>;

struct FreeText {
    void operator()(char* text) const { std::free(text); }
};
using Text = std::unique_ptr<char, FreeText>;

Error bad(std::string message) {
    return {Errc::invalid_argument, std::move(message), "", ""};
}

/// What a token claims; empty when it cannot be read.
json claims_of(const Token& token) {
    const Text text(jwt_get_grants_json(token.get(), nullptr));
    json claims = text == nullptr ? json() : json::parse(text.get(), nullptr, false);
    return claims.is_object() ? claims : json::object();
}

std::string text_claim(const json& claims, const char* name) {
    const auto claim = claims.find(name);
    return claim == claims.end() || !claim->is_string() ? std::string() : claim->get<std::string>();
}

/// Seconds since 1970, whole or not (RFC 7519, NumericDate). Absent when it is not there, no
/// number, or not one that a clock can show.
std::optional<UtcTime> time_claim(const json& claims, const char* name) {
    constexpr double last = 9'000'000'000;  // in the year 2255
    const auto claim = claims.find(name);
    if (claim == claims.end() || !claim->is_number() || claim->get<double>() > last)
        return std::nullopt;
    const double milliseconds = std::max(claim->get<double>(), 0.0) * 1'000;
    return UtcTime{std::chrono::milliseconds(static_cast<std::int64_t>(milliseconds))};
}

std::vector<std::string> teams_of(const json& claims) {
    std::vector<std::string> teams;
    const auto list = claims.find("teams");
    if (list == claims.end() || !list->is_array())
        return teams;
    for (const json& team : *list)
        if (team.is_string())
            teams.push_back(team.get<std::string>());
    return teams;
}

/// It may only be trusted by who understands what its header lists there (RFC 7515 section 4.1.11).
bool asks_to_be_understood(const Token& token) {
    return Text(jwt_get_headers_json(token.get(), "crit")) != nullptr;
}

const unsigned char* bytes(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// Null key: the signature is not looked at.
Token decode(const std::string& token, const std::string* secret) {
    jwt_t* decoded = nullptr;
    const int failed = secret == nullptr ? jwt_decode(&decoded, token.c_str(), nullptr, 0)
                                         : jwt_decode(&decoded, token.c_str(), bytes(*secret),
                                                      static_cast<int>(secret->size()));
    return Token(failed == 0 ? decoded : nullptr);
}

}  // namespace

Result<TokenClaims> verify_token(const std::string& token, const std::string& secret, UtcTime now) {
    // An empty secret would mean to libjwt that nothing need be signed.
    const Token decoded = secret.empty() ? nullptr : decode(token, &secret);
    if (decoded == nullptr || jwt_get_alg(decoded.get()) != JWT_ALG_HS256 ||
        asks_to_be_understood(decoded))
        return bad("not a token that this server trusts");
    const json said = claims_of(decoded);
    const auto expires = time_claim(said, "exp");
    if (!expires)
        return bad("the token never expires");
    if (*expires <= now)
        return bad("the token has expired");
    const auto begins = time_claim(said, "nbf");
    if (said.contains("nbf") && (!begins || *begins > now))
        return bad("the token is not in force yet");
    if (text_claim(said, "type") != "access")
        return bad("not an access token");
    TokenClaims claims;
    claims.subject = text_claim(said, "sub");
    claims.email = text_claim(said, "email");
    claims.role = text_claim(said, "role");
    claims.teams = teams_of(said);
    claims.expires = *expires;
    if (claims.subject.empty() || claims.role.empty())
        return bad("the token lacks sub or role");
    return claims;
}

Result<std::string> mint_token(const TokenClaims& claims, const std::string& secret, UtcTime now) {
    if (secret.empty())
        return bad("a token cannot be signed with an empty secret");
    jwt_t* made = nullptr;
    if (jwt_new(&made) != 0)
        return Error{Errc::internal, "no memory for a token", "", ""};
    const Token token(made);
    const auto seconds = [](UtcTime time) {
        return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
    };
    const json grants = {
        {"sub", claims.subject}, {"email", claims.email},          {"role", claims.role},
        {"teams", claims.teams}, {"exp", seconds(claims.expires)}, {"iat", seconds(now)},
        {"type", "access"}};
    const bool is_filled = jwt_add_grants_json(token.get(), grants.dump().c_str()) == 0 &&
                           jwt_set_alg(token.get(), JWT_ALG_HS256, bytes(secret),
                                       static_cast<int>(secret.size())) == 0;
    const Text text(is_filled ? jwt_encode_str(token.get()) : nullptr);
    if (text == nullptr)
        return bad("the token cannot be signed");
    return std::string(text.get());
}

std::optional<UtcTime> expiry_of(const std::string& token) {
    const Token decoded = decode(token, nullptr);
    return decoded == nullptr ? std::nullopt : time_claim(claims_of(decoded), "exp");
}

}  // namespace sark
