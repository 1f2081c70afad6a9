#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "workloads/drivers/message_template.hpp"

namespace sark::workloads {

/// One operation as a prepared statement.
struct PostgresStatement {
    std::string operation;  ///< Its name, for messages.
    std::string name;       ///< On the server: op0, op1, ...
    std::string sql;
    ParameterSet parameters;
    std::vector<MessageTemplate> arguments;  ///< $1, $2, ... in text form.
    std::uint64_t rows_min = 0;
    std::optional<std::uint64_t> rows_max;
    bool connect_each = false;  ///< Has a session of its own each time, where none is in flight.

    [[nodiscard]] bool expects(std::uint64_t rows) const noexcept {
        return rows >= rows_min && (!rows_max || rows <= *rows_max);
    }
};

/// What every connection of one PostgreSQL load needs. Immutable and thread-safe.
struct PostgresPlan {
    std::string dsn;
    std::vector<PostgresStatement> statements;  ///< By operation.
    std::size_t longest_arguments = 0;  ///< Bytes of one operation's arguments, each with its NUL.
    std::size_t most_arguments = 0;
    std::size_t depth = 1;  ///< Statements in flight on one connection.
    bool sync_each = true;  ///< See RequestContext.
    bool prepared = true;   ///< Else every operation sends its text, as the unnamed statement.
};

/// Errc::invalid_argument without a DSN; Errc::invalid_scenario naming the operation for bad
/// templates, or when one load's operations need two databases.
[[nodiscard]] Result<PostgresPlan> make_postgres_plan(const Target& target,
                                                      const std::vector<OperationSpec>& operations,
                                                      const RequestContext& context);

}  // namespace sark::workloads
