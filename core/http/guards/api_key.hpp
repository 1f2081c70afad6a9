#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/policy/l1_cache.hpp"
#include "core/registry/api_key_registry.hpp"

namespace sark::http {

/// The public part of sark_sk_<environment>_<8 characters>_<32 characters>: the eight, by which a
/// key is found. Absent for anything else.
[[nodiscard]] std::optional<std::string_view> prefix_of_api_key(std::string_view key) noexcept;

/// "sha256:" and the hexadecimal digest of the whole key, as stored. Fast on purpose: 32 random
/// characters cannot be guessed, so a slow hash would protect nothing and cost every request.
[[nodiscard]] std::string hash_of_api_key(std::string_view key);

/// In a time that does not depend on where they differ.
[[nodiscard]] bool same_secret(std::string_view left, std::string_view right) noexcept;

/// Finds whose an API key is. What the registry says about a prefix, that there is none included,
/// is kept for ten seconds: that long a revoked key may live on. Thread-safe.
class ApiKeyCheck {
 public:
    /// Both are borrowed.
    ApiKeyCheck(ApiKeyRegistry& registry, const TimeSource& time);

    /// Absent: nobody's. An Error: the registry could not be asked.
    [[nodiscard]] Result<std::optional<Principal>> owner_of(std::string_view key);

 private:
    [[nodiscard]] Result<std::optional<ApiKeyRecord>> record(const std::string& prefix);

    ApiKeyRegistry& registry_;
    const TimeSource& time_;
    L1Cache<std::optional<ApiKeyRecord>> known_;
};

}  // namespace sark::http
