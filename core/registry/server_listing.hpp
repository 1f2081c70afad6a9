#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/registry/server_filter.hpp"

namespace sark::postgres {
class ConnectionPool;
}

namespace sark {

/// What a list says of a server.
struct ServerSummary {
    std::string id;
    std::string name;
    std::string transport;
    std::string status;
    std::string sensitivity_level;
    std::string created_at;  ///< 2026-11-21T07:38:20.123456Z
};

/// A page that goes on after a cursor.
struct ServerPage {
    std::vector<ServerSummary> servers;
    std::optional<std::string> next_cursor;
    bool has_more = false;
    std::optional<std::uint64_t> total;  ///< On all pages; absent when nobody asked.
};

/// A page by its number.
struct NumberedServerPage {
    std::vector<ServerSummary> servers;
    std::uint64_t page = 1;
    std::uint64_t page_size = 0;
    std::uint64_t total = 0;
    std::uint64_t pages = 0;  ///< How many there are; 0 when there is nothing to show.
};

enum class ServerOrder : std::uint8_t { newest_first, oldest_first };

/// Pages of sark_api.mcp_servers, in order of (created_at, id). Thread-safe. Errors as of
/// ServerRegistry.
class ServerListing {
 public:
    static constexpr unsigned page_max = 1'000;

    explicit ServerListing(postgres::ConnectionPool& reads) : reads_(reads) {}

    struct Request {
        ServerFilter filter;
        ServerOrder order = ServerOrder::newest_first;
        std::string cursor;  ///< Empty: the first page.
        unsigned limit = 50;
        bool count = false;  ///< The total too: one more query.
    };
    /// By keyset, so the cost does not grow with the depth. Errc::invalid_argument on a bad cursor
    /// and a limit beyond 1 to page_max.
    [[nodiscard]] Result<ServerPage> after(const Request& request);

    /// By OFFSET, which reads everything before the page (S003-API-04). Two queries. A page beyond
    /// the last is empty. Errc::invalid_argument on page 0 and a size beyond 1 to page_max.
    [[nodiscard]] Result<NumberedServerPage> numbered(const ServerFilter& filter, ServerOrder order,
                                                      std::uint64_t page, unsigned page_size);

 private:
    postgres::ConnectionPool& reads_;
};

}  // namespace sark
