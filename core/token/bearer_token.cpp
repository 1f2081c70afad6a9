#include "core/token/bearer_token.hpp"

#include <chrono>
#include <cstdlib>
#include <limits>
#include <memory>
#include <utility>

#include <jwt.h>
#include <nlohmann/json.hpp>

namespace sark {
namespace {

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

std::string text_claim(const Token& token, const char* name) {
    const char* const value = jwt_get_grant(token.get(), name);
    return value == nullptr ? std::string() : value;
}

/// Absent when it is not there, not a whole number, or not one that a clock can show.
std::optional<UtcTime> time_claim(const Token& token, const char* name) {
    constexpr long last = std::numeric_limits<std::int64_t>::max() / 1'000'000'000;
    const long seconds = jwt_get_grant_int(token.get(), name);
    if (seconds <= 0 || seconds > last)
        return std::nullopt;
    return UtcTime{std::chrono::seconds(seconds)};
}

std::vector<std::string> teams_of(const Token& token) {
    const Text json(jwt_get_grants_json(token.get(), "teams"));
    std::vector<std::string> teams;
    if (json == nullptr)
        return teams;
    const auto list = nlohmann::json::parse(json.get(), nullptr, false);
    if (!list.is_array())
        return teams;
    for (const auto& team : list)
        if (team.is_string())
            teams.push_back(team.get<std::string>());
    return teams;
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
    if (decoded == nullptr || jwt_get_alg(decoded.get()) != JWT_ALG_HS256)
        return bad("not a token that this server trusts");
    const auto expires = time_claim(decoded, "exp");
    if (!expires)
        return bad("the token never expires");
    if (*expires <= now)
        return bad("the token has expired");
    if (const auto begins = time_claim(decoded, "nbf"); begins && *begins > now)
        return bad("the token is not in force yet");
    if (text_claim(decoded, "type") != "access")
        return bad("not an access token");
    TokenClaims claims;
    claims.subject = text_claim(decoded, "sub");
    claims.email = text_claim(decoded, "email");
    claims.role = text_claim(decoded, "role");
    claims.teams = teams_of(decoded);
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
    const nlohmann::json grants = {
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
    return decoded == nullptr ? std::nullopt : time_claim(decoded, "exp");
}

}  // namespace sark
