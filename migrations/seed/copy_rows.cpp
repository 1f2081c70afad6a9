#include "migrations/seed/copy_rows.hpp"

namespace sark::migrations {

Result<std::uint64_t> copy_rows(postgres::Session& session, const std::string& table,
                                const TablePlan& plan, const SeedContext& context,
                                const std::function<bool()>& stop) {
    constexpr std::uint64_t chunk = 4096;
    std::uint64_t index = 0;
    bool stopped = false;
    const auto copied = session.copy_in(table, plan.columns, [&](postgres::Values& cells) {
        if (index == plan.rows)
            return false;
        if (index % chunk == 0 && stop && stop()) {
            stopped = true;
            return false;
        }
        Row row(cells);
        plan.fill(context, index++, row);
        return true;
    });
    if (stopped)
        return Error{Errc::interrupted, "seeding was stopped", table, "seed again to complete it"};
    return copied;
}

}  // namespace sark::migrations
