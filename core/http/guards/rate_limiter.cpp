#include "core/http/guards/rate_limiter.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/http/guards/guard_json.hpp"
#include "core/http/guards/request_kind.hpp"

namespace sark::http {
namespace {

using std::chrono::seconds;

Answer refused(const Budget& budget) {
    // Rounded up: who waits so long is let in.
    const auto wait =
        std::max<std::int64_t>(std::chrono::ceil<seconds>(budget.resets_after).count(), 1);
    Answer answer;
    answer.status = 429;
    answer.body = rate_limited_json(wait);
    answer.headers.emplace_back("Retry-After", std::to_string(wait));
    return answer;
}

}  // namespace

RateLimiter::RateLimiter(redis::Client& redis, CircuitBreaker& breaker, const RateLimits& limits,
                         GuardCounters& counters)
    : limits_(limits), window_(redis, breaker, limits.window), counters_(counters) {}

RateLimiter::Account RateLimiter::account_of(const Request& request) const {
    if (!request.caller)
        return {"address:" + std::string(request.remote_address), limits_.per_address,
                LimitedBy::address};
    if (!request.caller->api_key.empty())
        return {"key:" + request.caller->api_key, limits_.per_api_key, LimitedBy::api_key};
    return {"user:" + request.caller->user_id, limits_.per_user, LimitedBy::user};
}

Answer RateLimiter::answer(Request& request, const Rest& rest) {
    if (is_public(request.path) || request.is_from_gateway ||
        (request.caller && request.caller->role == "admin"))
        return rest.answer(request);
    const Account account = account_of(request);
    const auto budget = window_.take(account.name, account.limit);
    if (!budget) {
        counters_.count_unchecked();
        return rest.answer(request);
    }
    Answer answer = budget->is_within ? rest.answer(request) : refused(*budget);
    if (!budget->is_within)
        counters_.count_limited(account.by);
    const auto reset = std::chrono::ceil<seconds>(budget->resets_at.time_since_epoch()).count();
    answer.headers.emplace_back("X-RateLimit-Limit", std::to_string(account.limit));
    answer.headers.emplace_back("X-RateLimit-Remaining", std::to_string(budget->remaining));
    answer.headers.emplace_back("X-RateLimit-Reset", std::to_string(reset));
    return answer;
}

}  // namespace sark::http
