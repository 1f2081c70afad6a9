#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/registry/server.hpp"

namespace sark::postgres {
class ConnectionPool;
}

namespace sark {

/// One row of an exported tool.
struct ExportedTool {
    std::string id;
    std::string name;
    std::string description;
    std::string server_id;
    std::string server_name;
    std::string sensitivity_level;
    std::string parameters_json = "{}";
    bool requires_approval = false;
    std::string created_at;
    std::string updated_at;
};

template <class Row>
struct ExportPart {
    std::vector<Row> rows;
    std::optional<std::string> next_cursor;  ///< Absent: these were the last.
};

/// Whole rows of the registry, oldest first, in parts of a bounded size. Thread-safe. Errors as of
/// ServerRegistry; Errc::invalid_argument on a bad cursor and a limit beyond 1 to rows_max.
class RegistryExport {
 public:
    static constexpr unsigned rows_max = 10'000;

    explicit RegistryExport(postgres::ConnectionPool& reads) : reads_(reads) {}

    /// Without tools. An empty status: all; an empty cursor: from the start.
    [[nodiscard]] Result<ExportPart<Server>> servers(const std::string& status,
                                                     const std::string& cursor, unsigned limit);
    /// With the name of their server, in the same query.
    [[nodiscard]] Result<ExportPart<ExportedTool>> tools(const std::string& cursor, unsigned limit);

    /// How many rows there are.
    [[nodiscard]] Result<std::uint64_t> count_servers(const std::string& status);
    [[nodiscard]] Result<std::uint64_t> count_tools();

 private:
    postgres::ConnectionPool& reads_;
};

}  // namespace sark
