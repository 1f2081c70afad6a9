#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "migrations/index_switch.hpp"

namespace sark::postgres {
class Session;
}

namespace sark::migrations {

/// The systems of SARK that this version migrates; each is a schema of its own (REQUIREMENTS X-01).
inline constexpr std::string_view systems[] = {"sark_api", "sark_v2", "sark_audit",
                                               "sark_app", "mcp_gw",  "sark_partitions"};
/// Those of them that are experiments: "all" systems leaves them out, naming them migrates them.
inline constexpr std::string_view experiments[] = {"sark_partitions"};

/// One step of one system: migrations/<system>/<number>_<name>.up.sql with its .down.sql. A first
/// line
/// "-- requires: timescaledb" or "-- unless: timescaledb" makes it conditional; "-- no-transaction"
/// runs it statement by statement outside a transaction.
struct Step {
    std::string system;
    std::string id;  ///< "0001_tables"
    std::string up_sql;
    std::string down_sql;
    std::string checksum;  ///< Of both texts.
    bool transactional = true;
    std::string requires_extension;
    std::string unless_extension;
};

struct StepReport {
    std::string system;
    std::string id;
    enum class Action {
        applied,
        already_applied,
        skipped,
        would_apply,
        reverted,
        would_revert
    } action;
    std::string reason;
};

struct MigrateOptions {
    std::vector<std::string> systems;  ///< Empty: all but the experiments; down, all.
    /// The index set that up gives the systems. Absent: a system that has had none yet gets
    /// `first_index_set`, any other keeps what it has.
    std::optional<IndexSet> index_set;
    IndexSet first_index_set = default_index_set;
    /// How up builds indexes; dry_run and on_sql are taken from here.
    IndexWork indexes;
    bool dry_run = false;  ///< Reports (and passes the SQL to on_sql) without changing anything.
    std::function<void(const StepReport&)> on_step;
    std::function<void(const std::string& sql)> on_sql;
};

/// The steps compiled into this program, in order.
[[nodiscard]] std::vector<Step> shipped_steps();

/// Applies what the ledger (table sark_bench.migrations) lacks, under an advisory lock, and sets
/// the marker that makes the database ours; then brings each system to its index set.
/// Errc::conflict when an applied step's checksum differs; Errc::unsafe when the database holds
/// foreign tables and no marker.
[[nodiscard]] Result<std::vector<StepReport>> migrate_up(postgres::Session& session,
                                                         const MigrateOptions& options);
/// Reverts in reverse order. Only in a database that carries our marker (Errc::unsafe otherwise).
[[nodiscard]] Result<std::vector<StepReport>> migrate_down(postgres::Session& session,
                                                           const MigrateOptions& options);

/// Whether the database may be written to: it carries our marker, or it is empty (no user tables).
[[nodiscard]] Result<void> require_ours_or_empty(postgres::Session& session);

/// Whether the extension can be created or is there already. "timescale_license" stands for
/// timescaledb under the Timescale licence, without which it has no policies, no compression and no
/// continuous aggregates.
[[nodiscard]] Result<bool> has_extension(postgres::Session& session, const std::string& name);

}  // namespace sark::migrations
