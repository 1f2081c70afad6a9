#include "core/http/routes/route_table.hpp"

#include <algorithm>

namespace sark::http {

namespace {

/// The next segment of `rest`, which starts with a slash, and what follows it.
std::string_view take_segment(std::string_view& rest) {
    rest.remove_prefix(1);
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const std::string_view segment = rest.substr(0, end);
    rest.remove_prefix(end);
    return segment;
}

std::string_view without_last_slash(std::string_view path) {
    if (path.ends_with('/'))
        path.remove_suffix(1);
    return path;
}

}  // namespace

RouteTable::Index RouteTable::child(Index node, std::string_view segment) {
    const auto fresh = static_cast<Index>(nodes_.size());
    if (segment.starts_with('{')) {
        if (!nodes_[node].named) {
            nodes_[node].named = fresh;
            nodes_.emplace_back();
        }
        return *nodes_[node].named;
    }
    auto& children = nodes_[node].written_out;
    const auto at = std::ranges::lower_bound(children, segment, {}, &Child::segment);
    if (at != children.end() && at->segment == segment)
        return at->node;
    children.insert(at, Child{std::string(segment), fresh});
    nodes_.emplace_back();
    return fresh;
}

void RouteTable::add(std::string_view method, std::string_view pattern, std::size_t route) {
    Index node = 0;
    std::string_view rest = without_last_slash(pattern);
    while (!rest.empty()) node = child(node, take_segment(rest));
    nodes_[node].served.push_back({method, route});
}

std::optional<std::size_t> RouteTable::find(std::string_view method, std::string_view path,
                                            std::vector<std::string_view>& captures) const {
    return find_below(nodes_.front(), method, without_last_slash(path), captures);
}

std::optional<std::size_t> RouteTable::find_below(const Node& node, std::string_view method,
                                                  std::string_view rest,
                                                  std::vector<std::string_view>& captures) const {
    if (rest.empty()) {
        const auto served = std::ranges::find(node.served, method, &Served::method);
        return served == node.served.end() ? std::nullopt : std::optional(served->route);
    }
    if (rest.front() != '/')
        return std::nullopt;
    const std::string_view segment = take_segment(rest);
    const auto& children = node.written_out;
    const auto at = std::ranges::lower_bound(children, segment, {}, &Child::segment);
    if (at != children.end() && at->segment == segment)
        if (const auto found = find_below(nodes_[at->node], method, rest, captures))
            return found;
    if (!node.named || segment.empty())
        return std::nullopt;
    captures.push_back(segment);
    const auto found = find_below(nodes_[*node.named], method, rest, captures);
    if (!found)
        captures.pop_back();
    return found;
}

}  // namespace sark::http
