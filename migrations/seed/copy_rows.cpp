#include "migrations/seed/copy_rows.hpp"

namespace sark::migrations {

Result<std::uint64_t> copy_rows(postgres::Session& session, const std::string& table,
                                const TablePlan& plan, RowRange range, const SeedContext& context,
                                const std::function<bool()>& stop) {
    constexpr std::uint64_t between_questions = 4096;
    std::uint64_t done = 0;
    bool stopped = false;
    const auto copied = session.copy_in(table, plan.columns, [&](postgres::Values& cells) {
        if (done == range.count)
            return false;
        if (done % between_questions == 0 && stop && stop()) {
            stopped = true;
            return false;
        }
        Row row(cells);
        plan.fill(context, range.first + done++, row);
        return true;
    });
    if (stopped)
        return Error{Errc::interrupted, "seeding was stopped", table, "seed again to complete it"};
    return copied;
}

}  // namespace sark::migrations
