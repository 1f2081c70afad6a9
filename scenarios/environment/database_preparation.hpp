#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/postgres/session.hpp"
#include "scenarios/environment/connection_budget.hpp"
#include "workloads/data/dataset.hpp"

namespace sark::scenarios {

/// Progress for people and their wish to stop; both may be empty.
struct PreparationHooks {
    std::function<void(std::string_view line)> note;
    std::function<bool()> stop;
};

/// Migrates `systems` up and seeds them, in a database that is ours or empty (Errc::unsafe
/// otherwise). Nothing to do without systems.
[[nodiscard]] Result<void> migrate_and_seed(postgres::Session& session,
                                            const std::vector<std::string>& systems,
                                            const workloads::DatasetSpec& dataset,
                                            const PreparationHooks& hooks);

/// Lets the server do now what it would otherwise do in the middle of a run: VACUUM and CHECKPOINT
/// (`managed` only), then waits up to 5 s for autovacuum to be idle. Never fails a preparation: a
/// server that will not settle is still one that can be measured.
void settle(postgres::Session& session, bool managed, const PreparationHooks& hooks);

/// check_connection_budget() with the server's own limits.
[[nodiscard]] Result<void> check_server_budget(postgres::Session& session,
                                               const std::vector<ConnectionDemand>& demands);

/// One setting as SHOW tells it; empty when the server does not know it.
[[nodiscard]] std::string server_setting(postgres::Session& session, const std::string& name);

/// What time series will be made of: "not there: daily partitions", "2.28.3, timescale licence",
/// "2.28.3, apache licence" (E-24).
[[nodiscard]] std::string timescale_words(postgres::Session& session);

}  // namespace sark::scenarios
