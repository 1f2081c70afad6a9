#include "core/http/requests/list_request.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "core/http/requests/query_parameters.hpp"

namespace sark::http {

namespace {

constexpr unsigned limit_max = 200;
constexpr std::uint64_t page_max = 1'000'000'000;
constexpr std::size_t tags_max = 20;

ServerFilter filter_of(const Request& request, ValidationIssues& issues) {
    ServerFilter filter;
    filter.statuses = choices_parameter(request, "status", server_statuses, issues);
    filter.sensitivities = choices_parameter(request, "sensitivity", sensitivity_levels, issues);
    filter.team_id = uuid_parameter(request, "team_id", issues);
    filter.owner_id = uuid_parameter(request, "owner_id", issues);
    if (const std::string tags = text_parameter(request, "tags", issues); !tags.empty())
        filter.tags = comma_list(tags);
    if (filter.tags.size() > tags_max)
        refuse_parameter(issues, "tags",
                         "must have at most " + std::to_string(tags_max) + " items");
    filter.match_all_tags = flag_parameter(request, "match_all_tags", issues);
    filter.search = text_parameter(request, "search", issues);
    return filter;
}

ServerOrder order_of(const Request& request, ValidationIssues& issues) {
    constexpr std::array<std::string_view, 2> orders = {"asc", "desc"};
    const std::string order = request.parameter("sort_order").value_or("desc");
    if (!contains(orders, order))
        refuse_parameter(issues, "sort_order", one_of(orders));
    return order == "asc" ? ServerOrder::oldest_first : ServerOrder::newest_first;
}

}  // namespace

Validated<ListRequest> parse_list(const Request& request) {
    ValidationIssues issues;
    ServerFilter filter = filter_of(request, issues);
    const ServerOrder order = order_of(request, issues);
    if (request.parameter("page") || request.parameter("page_size")) {
        NumberedList list;
        list.page = number_parameter(request, "page", 1, page_max, issues);
        list.page_size = static_cast<unsigned>(
            number_parameter(request, "page_size", 50, ServerListing::page_max, issues));
        for (const char* other : {"cursor", "limit"})
            if (request.parameter(other))
                refuse_parameter(issues, other, "cannot be combined with page or page_size");
        if (!issues.empty())
            return issues;
        list.filter = std::move(filter);
        list.order = order;
        return ListRequest(std::move(list));
    }
    ServerListing::Request list;
    list.limit = static_cast<unsigned>(number_parameter(request, "limit", 50, limit_max, issues));
    list.count = flag_parameter(request, "include_total", issues);
    list.cursor = request.parameter("cursor").value_or("");
    if (!issues.empty())
        return issues;
    list.filter = std::move(filter);
    list.order = order;
    return ListRequest(std::move(list));
}

}  // namespace sark::http
