#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/circuit_breaker/circuit_breaker.hpp"
#include "core/http/guards/rate_limiter.hpp"
#include "core/http/guards/response_key.hpp"
#include "core/http/routes/router.hpp"
#include "core/registry/api_key_registry.hpp"

namespace sark {
class ReferenceCore;
}

namespace sark::http {

/// What stands around every route. All of it is off by default but gzip.
struct GuardOptions {
    std::string jwt_secret;  ///< Of HS256; empty: no tokens.
    bool api_keys = false;   ///< Those of sark_api.api_keys.
    /// That the gateway shows with its audit events; empty: they are as open as other routes.
    std::string gateway_key;
    std::optional<ResponseCacheOptions> response_cache;
    std::optional<RateLimits> rate_limits;
    bool gzip = true;

    [[nodiscard]] bool authenticates() const noexcept { return !jwt_secret.empty() || api_keys; }
};

/// The filters in their order: the gateway's key, authentication, CSRF, response cache, rate
/// limiter, gzip. So a cached answer is packed already and costs no budget (S002-RC-04). Owns what
/// they share.
class Guards {
 public:
    /// Adds to the router, which borrows from this object. Errc::invalid_argument for a secret
    /// below 32 bytes, which HS256 asks for, and for rate limits on a core without Redis; for a
    /// gateway's key of less than 32 bytes, which could be guessed.
    [[nodiscard]] static Result<std::unique_ptr<Guards>> add_to(Router& router, ReferenceCore& core,
                                                                const GuardOptions& options);
    ~Guards();

 private:
    explicit Guards(ReferenceCore& core);
    CircuitBreaker redis_breaker_;
    ApiKeyRegistry keys_;
};

}  // namespace sark::http
