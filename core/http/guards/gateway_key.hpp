#pragma once

#include <string>

#include "core/http/filter.hpp"

namespace sark::http {

/// Takes events of the gateway (POST /api/v1/gateway/audit) only with its key in
/// X-Gateway-Api-Key, compared in constant time; 401 otherwise. Who shows it needs no token, no
/// CSRF text and no budget: a gateway is nobody's browser. Nothing to other routes, which users
/// call through the gateway with tokens of their own.
class GatewayKey final : public Filter {
 public:
    explicit GatewayKey(std::string key);
    [[nodiscard]] Answer answer(Request& request, const Rest& rest) override;

 private:
    std::string key_;
};

}  // namespace sark::http
