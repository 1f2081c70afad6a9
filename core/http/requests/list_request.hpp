#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "core/http/requests/request.hpp"
#include "core/http/requests/validation.hpp"
#include "core/registry/server_listing.hpp"

namespace sark::http {

/// A page by number (S003-API-04).
struct NumberedList {
    ServerFilter filter;
    ServerOrder order = ServerOrder::newest_first;
    std::uint64_t page = 1;
    unsigned page_size = 50;
};

/// GET /api/v1/servers/: by number when `page` or `page_size` is given, else by cursor.
using ListRequest = std::variant<ServerListing::Request, NumberedList>;

/// limit 1 to 200, page from 1, page_size 1 to 1,000; status and sensitivity are lists of values
/// with commas between them, as are tags; a page and a cursor or a limit exclude each other. The
/// cursor is not looked into.
[[nodiscard]] Validated<ListRequest> parse_list(const Request& request);

}  // namespace sark::http
