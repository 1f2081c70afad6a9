#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace sark::postgres {

/// A value in PostgreSQL's text form, or NULL. Strings must not hold NUL bytes (libpqxx would cut
/// them): Errc::invalid_argument.
using Value = std::optional<std::string>;
using Values = std::vector<Value>;

/// Rows of one statement, owned; column order as selected.
struct Rows {
    std::vector<std::string> columns;
    std::vector<Values> rows;
    std::uint64_t affected = 0;  ///< Rows inserted, updated, deleted or, by a SELECT, returned.

    [[nodiscard]] bool empty() const noexcept { return rows.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return rows.size(); }
};

/// How a session behaves beyond what its connection string says.
struct SessionOptions {
    /// False: execute_prepared() sends its statement unprepared, for poolers in transaction mode,
    /// behind which a statement prepared before may be unknown.
    bool prepared = true;
    Nanos statement_timeout{0};  ///< 0, or a string with "options" of its own: the server's.
};

/// One connection to PostgreSQL through libpqxx, which this header does not show. One thread at a
/// time. After Errc::unavailable the session is dead: throw it away and open another.
/// Errors: unavailable (connection lost or refused), conflict (unique violation; deadlock or
/// serialization failure: try again), timeout (57014), not_found (undefined table, column, function
/// or schema), io (the server ran out of disk, memory or slots), invalid_argument (other SQL
/// errors); the message has the SQLSTATE, never a password.
class Session {
 public:
    /// Errc::invalid_argument for a malformed connection string, else Errc::unavailable. Gives up
    /// after 10 s unless the string has a connect_timeout; names itself sark-core unless it has an
    /// application_name.
    [[nodiscard]] static Result<std::unique_ptr<Session>> open(const std::string& dsn,
                                                               const SessionOptions& options = {});
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// One statement (or several, without parameters) in autocommit.
    [[nodiscard]] Result<Rows> execute(const std::string& sql, const Values& parameters = {});
    /// As execute(), but leaves the rows where libpq put them: how many were returned or affected.
    /// For timing a statement without the cost of reading its answer.
    [[nodiscard]] Result<std::uint64_t> count_rows(const std::string& sql,
                                                   const Values& parameters = {});
    /// As execute(), prepared on first use under `name` (keep names few and constant).
    [[nodiscard]] Result<Rows> execute_prepared(const std::string& name, const std::string& sql,
                                                const Values& parameters);
    /// BEGIN, body, COMMIT; ROLLBACK when body fails or any statement in it did. Inside, use this
    /// session's execute methods; transactions do not nest (Errc::internal). Errc::unavailable from
    /// a COMMIT leaves open whether it happened.
    [[nodiscard]] Result<void> transaction(const std::function<Result<void>()>& body);

    /// COPY table(columns) FROM STDIN: calls `next` until it returns false; it fills the row it is
    /// given (resized to the number of columns, holding the values of the row before). `table` is
    /// a plain name or schema.name. All or nothing: outside transaction() it commits on success,
    /// inside a failure dooms the transaction. `next` must not use the session. Rows written.
    [[nodiscard]] Result<std::uint64_t> copy_in(const std::string& table,
                                                const std::vector<std::string>& columns,
                                                const std::function<bool(Values&)>& next);
    /// The same with FORMAT binary: `next` appends one row to the buffer (the number of cells, then
    /// each cell's length and bytes, as the manual of COPY has it) and returns true, or appends
    /// nothing and returns false; its Error ends the COPY and is returned.
    [[nodiscard]] Result<std::uint64_t> copy_in_binary(
        const std::string& table, const std::vector<std::string>& columns,
        const std::function<Result<bool>(std::string&)>& next);

    /// Cheap liveness check (SELECT 1).
    [[nodiscard]] bool ping();
    /// False for ever once the connection was lost; needs no round trip.
    [[nodiscard]] bool alive() const noexcept;
    /// SQLSTATE of the last statement; empty when it succeeded or failed without one.
    [[nodiscard]] const std::string& last_sqlstate() const noexcept;
    /// Quotes as an identifier / literal; no NUL bytes.
    [[nodiscard]] std::string quote_name(const std::string& name) const;
    [[nodiscard]] std::string quote(const std::string& literal) const;
    [[nodiscard]] int backend_pid() const noexcept;

 private:
    struct State;
    explicit Session(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// The DSN with any password replaced by "***"; both key=value and URI forms. A string that libpq
/// would refuse is withheld altogether. For messages and reports.
[[nodiscard]] std::string redact_dsn(const std::string& dsn);

}  // namespace sark::postgres
