#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sark::http {

/// Finds the route of a path segment by segment, in a time that does not depend on how many routes
/// there are. Filled before it is asked; then any thread may ask.
class RouteTable {
 public:
    RouteTable() : nodes_(1) {}

    /// `method` must outlive the table. A {name} in the pattern stands for one segment; a slash at
    /// its end makes no difference, here and in paths. Of two routes that are alike the first is
    /// found.
    void add(std::string_view method, std::string_view pattern, std::size_t route);

    /// What was given for the route that serves this method there, and in `captures`, which is
    /// empty before, what stands for its {names}, in order. A segment that is written out goes
    /// before a {name}. Allocates nothing but room for captures.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view method, std::string_view path,
                                                  std::vector<std::string_view>& captures) const;

 private:
    using Index = std::uint32_t;

    struct Child {
        std::string segment;
        Index node;
    };
    struct Served {
        std::string_view method;
        std::size_t route;
    };
    /// Where one has come to after some segments.
    struct Node {
        std::vector<Child> written_out;  ///< By segment.
        std::optional<Index> named;      ///< After any segment that is not empty.
        std::vector<Served> served;      ///< When the path ends here.
    };

    [[nodiscard]] Index child(Index node, std::string_view segment);
    [[nodiscard]] std::optional<std::size_t> find_below(
        const Node& node, std::string_view method, std::string_view rest,
        std::vector<std::string_view>& captures) const;

    std::vector<Node> nodes_;  ///< The first is where every path begins.
};

}  // namespace sark::http
