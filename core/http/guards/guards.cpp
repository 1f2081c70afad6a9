#include "core/http/guards/guards.hpp"

#include <utility>

#include "core/http/guards/authentication.hpp"
#include "core/http/guards/compression.hpp"
#include "core/http/guards/csrf.hpp"
#include "core/http/guards/gateway_key.hpp"
#include "core/http/guards/response_cache.hpp"
#include "core/metrics/metrics.hpp"
#include "core/reference_core.hpp"

namespace sark::http {
namespace {

constexpr std::size_t shortest_secret = 32;

/// A Redis that does not answer must not cost every request its timeout.
CircuitBreakerOptions soon_again() {
    CircuitBreakerOptions options;
    options.success_threshold = 1;
    options.open_for = std::chrono::seconds(1);
    return options;
}

Result<void> check(const ReferenceCore& core, const GuardOptions& options) {
    if (!options.jwt_secret.empty() && options.jwt_secret.size() < shortest_secret)
        return Error{Errc::invalid_argument, "a secret for HS256 has at least 32 bytes",
                     "JWT secret", "make one with: openssl rand -hex 32"};
    if (!options.gateway_key.empty() && options.gateway_key.size() < shortest_secret)
        return Error{Errc::invalid_argument, "a gateway's key has at least 32 bytes", "gateway key",
                     "make one with: openssl rand -hex 32"};
    if (options.rate_limits && core.redis() == nullptr)
        return Error{Errc::invalid_argument, "rate limits are counted in Redis, and there is none",
                     "rate limit", "give --redis, or leave the limits out"};
    return {};
}

}  // namespace

Guards::Guards(ReferenceCore& core)
    : redis_breaker_("Redis", soon_again(), core.time()), keys_(core.pool()) {}
Guards::~Guards() = default;

Result<std::unique_ptr<Guards>> Guards::add_to(Router& router, ReferenceCore& core,
                                               const GuardOptions& options) {
    if (auto checked = check(core, options); !checked)
        return std::move(checked).error();
    auto guards = std::unique_ptr<Guards>(new Guards(core));
    GuardCounters& counters = core.metrics().guards();
    if (!options.gateway_key.empty())
        router.add(std::make_unique<GatewayKey>(options.gateway_key));
    if (options.authenticates()) {
        auto keys =
            options.api_keys ? std::make_unique<ApiKeyCheck>(guards->keys_, core.time()) : nullptr;
        router.add(
            std::make_unique<Authentication>(options.jwt_secret, std::move(keys), core.time()));
        router.add(std::make_unique<CsrfCheck>());
    }
    if (options.response_cache) {
        auto store = std::make_unique<ResponseStore>(
            core.redis(), guards->redis_breaker_, *options.response_cache, core.time(), counters);
        router.add(std::make_unique<ResponseCache>(std::move(store), *options.response_cache));
    }
    if (options.rate_limits)
        router.add(std::make_unique<RateLimiter>(*core.redis(), guards->redis_breaker_,
                                                 *options.rate_limits, counters));
    if (options.gzip)
        router.add(std::make_unique<Compression>());
    return guards;
}

}  // namespace sark::http
