#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sark::redis {

class Client;

/// Keys that begin alike, as a random sample of the database has them.
struct KeySize {
    std::string prefix;  ///< Up to the second colon: "policy:decision".
    std::uint64_t sampled = 0;
    double mean_bytes = 0.0;  ///< MEMORY USAGE: key, value and Redis' own tables' share.
};

/// Draws `samples` keys (the same one may come more than once) and asks what each takes. Empty when
/// there are no keys. Errors as of Client.
[[nodiscard]] Result<std::vector<KeySize>> key_sizes(Client& client, std::uint32_t samples);

/// "policy:decision" of "policy:decision:u1:read:t1:0"; the whole key without two colons.
[[nodiscard]] std::string key_prefix(const std::string& key);

}  // namespace sark::redis
