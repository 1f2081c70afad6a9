#pragma once

#include <functional>
#include <string>
#include <utility>

#include "core/base/result.hpp"
#include "core/postgres/session.hpp"

namespace sark::scenarios::doctor {

/// A session that changes nothing and waits for nobody: each statement is a READ ONLY transaction
/// of its own that names itself "sark-bench doctor", gives up a lock after 500 ms and itself after
/// 5 s. The settings live in that transaction and not in the session, or behind a pooler they would
/// stay on a server connection that serves others next. Where the role may say so, the statement
/// leaves no trace in pg_stat_statements either. Unqualified names are pg_catalog's and those of
/// `also`: functions that somebody put elsewhere are not called by accident.
class ReadOnlySession {
 public:
    /// `session` must outlive this.
    explicit ReadOnlySession(postgres::Session& session);

    /// Names of this schema may be unqualified from now on.
    void look_also_in(const std::string& schema);

    /// Runs `body`, which uses the session, in one such transaction. Errors of Session and of the
    /// body.
    [[nodiscard]] Result<void> guarded(const std::function<Result<void>()>& body);
    /// Rows of one statement. Errors of Session; sqlstate() tells them apart.
    [[nodiscard]] Result<postgres::Rows> query(const std::string& statement);
    /// Rows of one statement, asked twice within one transaction and more than a second apart: what
    /// this session does itself reaches the statistics only when the transaction is over.
    [[nodiscard]] Result<std::pair<postgres::Rows, postgres::Rows>> query_twice(
        const std::string& statement);
    /// Of the last query; empty when it succeeded or the server gave none.
    [[nodiscard]] const std::string& sqlstate() const noexcept { return sqlstate_; }
    [[nodiscard]] bool alive() const noexcept { return session_.alive(); }

 private:
    [[nodiscard]] Result<postgres::Rows> execute(const std::string& statement);

    postgres::Session& session_;
    std::string guard_;
    std::string sqlstate_;
};

}  // namespace sark::scenarios::doctor
