#include "core/http/guards/authentication.hpp"

#include <optional>
#include <utility>

#include "core/http/guards/guard_json.hpp"
#include "core/http/guards/request_kind.hpp"
#include "core/http/header_text.hpp"
#include "core/http/uuid.hpp"
#include "core/token/bearer_token.hpp"

namespace sark::http {
namespace {

/// What stands behind "Bearer ", the word in any case.
std::optional<std::string_view> bearer(std::string_view authorization) {
    constexpr std::string_view scheme = "bearer ";
    if (authorization.size() <= scheme.size() ||
        !equals_ignoring_case(authorization.substr(0, scheme.size()), scheme))
        return std::nullopt;
    return authorization.substr(scheme.size());
}

Answer unauthorized(std::string_view why) {
    Answer answer;
    answer.status = 401;
    answer.body = authentication_error_json(why);
    answer.headers.emplace_back("WWW-Authenticate", "Bearer");
    return answer;
}

Error bad(std::string why) {
    return {Errc::invalid_argument, std::move(why), "", ""};
}

}  // namespace

Authentication::Authentication(std::string jwt_secret, std::unique_ptr<ApiKeyCheck> keys,
                               const TimeSource& time)
    : jwt_secret_(std::move(jwt_secret)), keys_(std::move(keys)), time_(time) {}

Result<Caller> Authentication::caller_of(const Request& request) {
    if (const auto key = request.header("X-API-Key"); key && keys_ != nullptr) {
        auto owner = keys_->owner_of(*key);
        if (!owner)
            return std::move(owner).error();
        if (!*owner)
            return bad("Invalid API key");
        Principal& principal = **owner;
        return Caller{std::move(principal.id), std::move(principal.role),
                      std::move(principal.teams), std::string(*prefix_of_api_key(*key))};
    }
    const auto authorization = request.header("Authorization");
    const auto token = authorization ? bearer(*authorization) : std::nullopt;
    if (!token || jwt_secret_.empty())
        return bad("Missing authentication token");
    auto claims = verify_token(std::string(*token), jwt_secret_, time_.utc_now());
    if (!claims)
        return bad("Invalid token: " + claims.error().message);
    if (!is_uuid(claims->subject))
        return bad("Invalid token: sub is not a UUID");
    return Caller{lowered(claims->subject), std::move(claims->role), std::move(claims->teams), {}};
}

Answer Authentication::answer(Request& request, const Rest& rest) {
    if (is_public(request.path) || request.is_from_gateway)
        return rest.answer(request);
    auto caller = caller_of(request);
    if (!caller && caller.error().code != Errc::invalid_argument)
        return refusal(503, "API keys cannot be checked");
    if (!caller)
        return unauthorized(caller.error().message);
    request.caller = *std::move(caller);
    return rest.answer(request);
}

}  // namespace sark::http
