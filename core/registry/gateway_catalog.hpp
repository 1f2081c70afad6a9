#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/registry/server_registry.hpp"

namespace sark {

/// A server as a gateway lists it; `facts` is what policy decides on.
struct CatalogServer {
    std::string id;
    ToolFacts facts;  ///< Name, level, team and owner of the server.
    std::string endpoint;
    std::string status;
    std::uint64_t tools = 0;
    std::string created_at;
    std::string updated_at;
};

struct CatalogTool {
    ToolFacts facts;
    std::string server_name;
    std::string description;
    std::string parameters_json = "{}";
};

/// What a gateway may route to: everything that is not decommissioned. Thread-safe. Errors as of
/// ServerRegistry; Errc::invalid_argument for a limit beyond 1 to rows_max.
class GatewayCatalog {
 public:
    static constexpr unsigned rows_max = 1'000;

    explicit GatewayCatalog(postgres::ConnectionPool& reads) : reads_(reads) {}

    /// The first by name, id, with the number of their tools; one query.
    [[nodiscard]] Result<std::vector<CatalogServer>> servers(unsigned limit);
    /// The first by name, id, of all servers or (not empty) of those of that name; one query.
    [[nodiscard]] Result<std::vector<CatalogTool>> tools(const std::string& server_name,
                                                         unsigned limit);

 private:
    postgres::ConnectionPool& reads_;
};

}  // namespace sark
