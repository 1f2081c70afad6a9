#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "core/base/result.hpp"
#include "migrations/migrator.hpp"

namespace sark::migrations {

/// What was applied: (system, id) -> checksum.
using Ledger = std::map<std::pair<std::string, std::string>, std::string>;

/// Holds the advisory lock under which migrating and seeding happen, until it goes out of scope.
/// Meanwhile the session is silent about notices, its statements have no time limit, and the server
/// ends one whose client was killed, whose lock nobody else could take for as long as an index
/// builds. The session must outlive it.
class WorkLock {
 public:
    /// Errc::conflict when another session keeps the lock for two minutes.
    [[nodiscard]] static Result<std::unique_ptr<WorkLock>> take(postgres::Session& session);
    ~WorkLock();
    WorkLock(const WorkLock&) = delete;
    WorkLock& operator=(const WorkLock&) = delete;

 private:
    explicit WorkLock(postgres::Session& session) : session_(session) {}
    postgres::Session& session_;
};

/// Takes from a session the time limit that its role or database gives every statement: one for
/// requests (S001-SLA-10 asks for 30 s) would end a long COPY or index build.
[[nodiscard]] Result<void> lift_statement_timeout(postgres::Session& session);

/// Whether the database carries our marker (a row in sark_bench.marker).
[[nodiscard]] Result<bool> has_marker(postgres::Session& session);

/// Creates sark_bench with marker, migrations, datasets, index_sets and indexes, what of it is not
/// there.
[[nodiscard]] Result<void> create_ledger(postgres::Session& session);

/// Empty when there is no ledger.
[[nodiscard]] Result<Ledger> read_ledger(postgres::Session& session);

/// The statements of create_ledger() for a database without marker.
[[nodiscard]] std::string create_ledger_sql();

/// One row in or out; inside the caller's transaction if there is one.
[[nodiscard]] Result<void> record_applied(postgres::Session& session, const Step& step);
[[nodiscard]] Result<void> record_reverted(postgres::Session& session, const Step& step);

/// Drops sark_bench when nothing is applied any more.
[[nodiscard]] Result<void> drop_empty_ledger(postgres::Session& session);

}  // namespace sark::migrations
