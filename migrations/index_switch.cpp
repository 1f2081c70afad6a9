#include "migrations/index_switch.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/postgres/session.hpp"
#include "migrations/index_builder.hpp"
#include "migrations/ledger.hpp"
#include "migrations/migrated_systems.hpp"

namespace sark::migrations {
Result<std::vector<IndexReport>> switch_indexes(postgres::Session& session,
                                                const IndexSwitchOptions& options) {
    const auto lock = WorkLock::take(session);
    if (!lock)
        return lock.error();
    const auto chosen = migrated_systems(session, options.systems);
    if (!chosen)
        return chosen.error();
    if (!options.work.dry_run)
        if (const auto created = create_ledger(session); !created)
            return created.error();
    std::vector<IndexReport> reports;
    for (const auto& system : *chosen) {
        IndexBuilder builder(session, system, options.work, IndexBuilder::Mode::concurrently);
        auto built = builder.apply(options.set);
        if (!built)
            return built.error();
        std::move(built->begin(), built->end(), std::back_inserter(reports));
    }
    return reports;
}

Result<std::optional<IndexSet>> recorded_index_set(postgres::Session& session,
                                                   const std::string& system) {
    const auto table = session.execute("SELECT to_regclass('sark_bench.index_sets') IS NOT NULL");
    if (!table)
        return table.error();
    if (table->rows[0][0] != "t")
        return std::optional<IndexSet>();
    const auto row =
        session.execute("SELECT name FROM sark_bench.index_sets WHERE system = $1", {system});
    if (!row)
        return row.error();
    if (row->empty())
        return std::optional<IndexSet>();
    return parse_index_set(row->rows[0][0].value_or(""));
}

}  // namespace sark::migrations
