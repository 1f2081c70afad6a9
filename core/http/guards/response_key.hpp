#pragma once

#include <optional>
#include <string>

#include "core/base/time.hpp"
#include "core/http/requests/request.hpp"

namespace sark::http {

/// How long answers are kept (S002-RC-01) and how many of them in this process.
struct ResponseCacheOptions {
    Nanos default_ttl = std::chrono::seconds(60);
    Nanos list_ttl = std::chrono::seconds(30);
    Nanos detail_ttl = std::chrono::seconds(300);
    Nanos health_ttl = std::chrono::seconds(60);
    std::size_t entries = 1'000;       ///< In this process; 0: only in Redis.
    std::size_t body_max = 1'048'576;  ///< Bytes; a larger answer is not kept.
    /// How often what other processes changed is fetched from Redis; 0: never.
    Nanos sync_interval = std::chrono::milliseconds(100);

    /// The longest of the four.
    [[nodiscard]] Nanos longest_ttl() const noexcept;
};

/// Where the answer to a request is kept.
struct ResponsePlace {
    /// Everything the answer depends on: path, query in any order, who asks, and whether it may be
    /// gzip. Two requests with one text have one answer.
    std::string key;
    std::string digest;  ///< Of the key, 32 hexadecimal digits: its name in Redis.
    std::string scope;   ///< Whose change ends it: a server's id, or all_servers.
    Nanos ttl{0};
};

/// The scope of what depends on the servers altogether: lists, counts, exports.
inline constexpr std::string_view all_servers = "all";

/// Absent for what is never kept: anything but GET, /metrics, and the health routes that say how
/// things are now (live, ready, detailed), because an old "ready" would be a lie.
[[nodiscard]] std::optional<ResponsePlace> place_of(const Request& request,
                                                    const ResponseCacheOptions& options);

/// True when a request may have changed what is known about servers: a write below /api/v1/ other
/// than policy's and the gateway's, that was not refused with 4xx. An answer of 500 or more counts:
/// the change may have been committed all the same.
[[nodiscard]] bool may_change_servers(const Request& request, int status) noexcept;

}  // namespace sark::http
