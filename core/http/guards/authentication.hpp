#pragma once

#include <memory>
#include <string>

#include "core/base/time.hpp"
#include "core/http/filter.hpp"
#include "core/http/guards/api_key.hpp"

namespace sark::http {

/// Lets through who shows a bearer token (Authorization: Bearer, see core/token) or an API key
/// (X-API-Key), and says in Request::caller who it is. Public paths are open to everybody. 401 with
/// upstream's body otherwise: {"detail", "error_type": "authentication_error"}; 503 when an API key
/// cannot be looked up.
class Authentication final : public Filter {
 public:
    /// An empty secret: no tokens. `keys` null: no API keys.
    Authentication(std::string jwt_secret, std::unique_ptr<ApiKeyCheck> keys,
                   const TimeSource& time);
    [[nodiscard]] Answer answer(Request& request, const Rest& rest) override;

 private:
    [[nodiscard]] Result<Caller> caller_of(const Request& request);

    std::string jwt_secret_;
    std::unique_ptr<ApiKeyCheck> keys_;
    const TimeSource& time_;
};

}  // namespace sark::http
