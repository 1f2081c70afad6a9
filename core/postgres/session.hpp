#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sark::postgres {

/// A value in PostgreSQL's text form, or NULL. Strings must not hold NUL bytes (libpqxx would cut
/// them): Errc::invalid_argument.
using Value = std::optional<std::string>;
using Values = std::vector<Value>;

/// Rows of one statement, owned; column order as selected.
struct Rows {
    std::vector<std::string> columns;
    std::vector<Values> rows;
    std::uint64_t affected = 0;  ///< Rows inserted, updated or deleted.

    [[nodiscard]] bool empty() const noexcept { return rows.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return rows.size(); }
};

/// One connection to PostgreSQL through libpqxx, which this header does not show. One thread at a
/// time. After Errc::unavailable the session is dead: throw it away and open another.
/// Errors: unavailable (connection lost or refused), conflict (unique violation), timeout (57014),
/// not_found (undefined table or column), invalid_argument (other SQL errors); the message has the
/// SQLSTATE, never a password.
class Session {
 public:
    [[nodiscard]] static Result<std::unique_ptr<Session>> open(const std::string& dsn);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// One statement (or several, without parameters) in autocommit.
    [[nodiscard]] Result<Rows> execute(const std::string& sql, const Values& parameters = {});
    /// As execute(), prepared on first use under `name` (keep names few and constant).
    [[nodiscard]] Result<Rows> execute_prepared(const std::string& name, const std::string& sql,
                                                const Values& parameters);
    /// BEGIN, body, COMMIT; ROLLBACK when body fails. Inside, use this session's execute methods.
    [[nodiscard]] Result<void> transaction(const std::function<Result<void>()>& body);

    /// COPY table(columns) FROM STDIN: calls `next` until it returns false; it fills the row it is
    /// given (resized to the number of columns). Outside transaction() it commits on success. Rows
    /// written.
    [[nodiscard]] Result<std::uint64_t> copy_in(const std::string& table,
                                                const std::vector<std::string>& columns,
                                                const std::function<bool(Values&)>& next);

    /// Cheap liveness check (SELECT 1).
    [[nodiscard]] bool ping();
    /// Quotes as an identifier / literal.
    [[nodiscard]] std::string quote_name(const std::string& name);
    [[nodiscard]] std::string quote(const std::string& literal);
    [[nodiscard]] int backend_pid() const;

 private:
    struct State;
    explicit Session(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// The DSN with any password replaced by "***"; both key=value and URI forms. For messages and
/// reports.
[[nodiscard]] std::string redact_dsn(const std::string& dsn);

}  // namespace sark::postgres
