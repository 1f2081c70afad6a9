#pragma once

#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/registry/server_registry.hpp"

namespace sark {

/// A row of sark_api.api_keys that may be used now, and whose it is.
struct ApiKeyRecord {
    std::string hash;  ///< "sha256:" and 64 hexadecimal digits.
    Principal owner;  ///< Without managed_teams: what it may do is decided on the registry's facts.
};

/// API keys in schema sark_api. Thread-safe; errors as of ServerRegistry.
class ApiKeyRegistry {
 public:
    explicit ApiKeyRegistry(postgres::ConnectionPool& pool) : pool_(pool) {}

    /// One query. Absent when there is no such key, and when it or its owner is not active, or it
    /// has expired or been revoked.
    [[nodiscard]] Result<std::optional<ApiKeyRecord>> by_prefix(const std::string& prefix);

 private:
    postgres::ConnectionPool& pool_;
};

}  // namespace sark
