#include "core/registry/server_listing.hpp"

#include <charconv>
#include <string_view>
#include <utility>

#include "core/postgres/connection_pool.hpp"
#include "core/registry/page_cursor.hpp"
#include "core/registry/server_row.hpp"

namespace sark {
namespace {

using postgres::Rows;
using postgres::Session;
using postgres::Values;

constexpr const char* select_summaries =
    "SELECT id, name, transport, status, sensitivity_level, " SARK_UTC_TEXT(
        "created_at") " FROM sark_api.mcp_servers";
// A page this far would be past the end of any table; what is beyond overflows a bigint.
constexpr std::uint64_t page_number_max = 1'000'000'000'000;

std::string_view order_by(ServerOrder order) {
    return order == ServerOrder::newest_first ? " ORDER BY created_at DESC, id DESC"
                                              : " ORDER BY created_at, id";
}

std::string_view order_mark(ServerOrder order) {
    return order == ServerOrder::newest_first ? "" : "_oldest";
}

std::vector<ServerSummary> summaries(Rows& found) {
    std::vector<ServerSummary> servers;
    servers.reserve(found.size());
    for (Values& row : found.rows) {
        ServerSummary server;
        std::size_t column = 0;
        for (std::string* member : {&server.id, &server.name, &server.transport, &server.status,
                                    &server.sensitivity_level, &server.created_at})
            *member = std::move(row[column++]).value_or("");
        servers.push_back(std::move(server));
    }
    return servers;
}

Result<std::uint64_t> count(Session& session, const ServerFilter& filter) {
    const Conditions conditions(filter);
    auto found = session.execute_prepared(
        "count_servers" + conditions.shape(),
        "SELECT count(*) FROM sark_api.mcp_servers" + conditions.where(), conditions.parameters());
    if (!found)
        return std::move(found).error();
    const std::string text = found->rows.front().front().value_or("0");
    std::uint64_t total = 0;
    std::from_chars(text.data(), text.data() + text.size(), total);
    return total;
}

Error out_of_range(const char* what, std::uint64_t value, std::uint64_t most) {
    return {Errc::invalid_argument, std::string("the ") + what + " is " + std::to_string(value),
            what, "it must be 1 to " + std::to_string(most)};
}

}  // namespace

Result<ServerPage> ServerListing::after(const Request& request) {
    if (request.limit == 0 || request.limit > page_max)
        return out_of_range("limit", request.limit, page_max);
    Conditions conditions(request.filter);
    if (!request.cursor.empty()) {
        auto last = PageCursor::decode(request.cursor);
        if (!last)
            return std::move(last).error();
        conditions.add("_after",
                       request.order == ServerOrder::newest_first
                           ? "(created_at, id) < (?::timestamptz, ?::uuid)"
                           : "(created_at, id) > (?::timestamptz, ?::uuid)",
                       {std::move(last->created_at), std::move(last->id)});
    }
    // One more tells whether there is another page.
    const std::string limit = conditions.parameter(std::to_string(request.limit + 1));
    std::string name = "list_servers" + conditions.shape();
    std::string sql = select_summaries + conditions.where();
    sql.append(order_by(request.order)).append(" LIMIT ").append(limit).append("::bigint");
    auto lease = reads_.acquire();
    if (!lease)
        return std::move(lease).error();
    Session& session = **lease;
    auto found = session.execute_prepared(name.append(order_mark(request.order)), sql,
                                          conditions.parameters());
    if (!found)
        return std::move(found).error();
    ServerPage page;
    page.has_more = found->size() > request.limit;
    if (page.has_more)
        found->rows.pop_back();
    page.servers = summaries(*found);
    if (page.has_more)
        page.next_cursor =
            PageCursor{page.servers.back().created_at, page.servers.back().id}.encode();
    if (request.count) {
        auto total = count(session, request.filter);
        if (!total)
            return std::move(total).error();
        page.total = *total;
    }
    return page;
}

Result<NumberedServerPage> ServerListing::numbered(const ServerFilter& filter, ServerOrder order,
                                                   std::uint64_t page, unsigned page_size) {
    if (page == 0 || page > page_number_max)
        return out_of_range("page", page, page_number_max);
    if (page_size == 0 || page_size > page_max)
        return out_of_range("page_size", page_size, page_max);
    Conditions conditions(filter);
    const std::string limit = conditions.parameter(std::to_string(page_size));
    const std::string offset = conditions.parameter(std::to_string((page - 1) * page_size));
    std::string name = "page_servers" + conditions.shape();
    std::string sql = select_summaries + conditions.where();
    sql.append(order_by(order)).append(" LIMIT ").append(limit).append("::bigint OFFSET ");
    sql.append(offset).append("::bigint");
    auto lease = reads_.acquire();
    if (!lease)
        return std::move(lease).error();
    auto total = count(**lease, filter);
    if (!total)
        return std::move(total).error();
    auto found =
        (*lease)->execute_prepared(name.append(order_mark(order)), sql, conditions.parameters());
    if (!found)
        return std::move(found).error();
    NumberedServerPage numbered;
    numbered.servers = summaries(*found);
    numbered.page = page;
    numbered.page_size = page_size;
    numbered.total = *total;
    numbered.pages = (*total + page_size - 1) / page_size;
    return numbered;
}

}  // namespace sark
