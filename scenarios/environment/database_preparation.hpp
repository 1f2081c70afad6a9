#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/setting.hpp"
#include "core/postgres/session.hpp"
#include "scenarios/environment/connection_budget.hpp"
#include "scenarios/scenario.hpp"

namespace sark::scenarios {

/// Progress for people and their wish to stop; both may be empty.
struct PreparationHooks {
    std::function<void(std::string_view line)> note;
    std::function<bool()> stop;
};

struct DataWork {
    bool seed = true;      ///< False: the data that are there are kept.
    bool managed = false;  ///< The server is ours alone.
};

/// Migrates `systems` up, gives them the environment's index set and seeds them, in a database that
/// is ours or empty (Errc::unsafe otherwise), and settles it. Data that are kept keep their
/// indexes: Errc::conflict when those are not known to be the set that the environment names.
[[nodiscard]] Result<void> prepare_data(postgres::Session& session,
                                        const std::vector<std::string>& systems,
                                        const EnvironmentSpec& environment, DataWork work,
                                        const PreparationHooks& hooks);

/// Lets the server do now what it would otherwise do in the middle of a run: VACUUM and CHECKPOINT
/// (a managed one), up to 5 s of autovacuum, and counting what the preparation did. Never fails: a
/// server that will not settle is still one that can be measured.
void settle(postgres::Session& session, bool managed, const PreparationHooks& hooks);

/// "postgresql.index_set.SYSTEM" with the set that the system has and who chose it, for each whose
/// set is known.
[[nodiscard]] std::vector<SettingSource> index_set_settings(postgres::Session& session,
                                                            const std::vector<std::string>& systems,
                                                            const EnvironmentSpec& environment,
                                                            bool managed);

/// check_connection_budget() with the server's own limits.
[[nodiscard]] Result<void> check_server_budget(postgres::Session& session,
                                               const std::vector<ConnectionDemand>& demands);

/// One setting as SHOW tells it; empty when the server does not know it.
[[nodiscard]] std::string server_setting(postgres::Session& session, const std::string& name);

/// What time series will be made of: "not there: daily partitions", "2.28.3, timescale licence",
/// "2.28.3, apache licence" (E-24).
[[nodiscard]] std::string timescale_words(postgres::Session& session);

}  // namespace sark::scenarios
