#include "migrations/seed/copy_rows.hpp"

#include <map>

#include "migrations/seed/binary_row.hpp"
#include "migrations/seed/text_row.hpp"

namespace sark::migrations {
namespace {

/// The types of the columns in their order; absent when one has no binary form here.
Result<std::optional<std::vector<CellType>>> types_of(postgres::Session& session,
                                                      const std::string& table,
                                                      const std::vector<std::string>& columns) {
    const auto rows = session.execute(
        "SELECT attname, typname, typtype = 'e' FROM pg_attribute "
        "JOIN pg_type ON pg_type.oid = atttypid "
        "WHERE attrelid = $1::regclass AND attnum > 0",
        {table});
    if (!rows)
        return rows.error();
    std::map<std::string, std::optional<CellType>> by_name;
    for (const auto& row : rows->rows)
        by_name[row[0].value_or("")] = cell_type(row[1].value_or(""), row[2] == "t");
    std::vector<CellType> types;
    for (const std::string& column : columns) {
        const auto type = by_name.find(column);
        if (type == by_name.end() || !type->second)
            return std::optional<std::vector<CellType>>();
        types.push_back(*type->second);
    }
    return std::optional(std::move(types));
}

/// The rows of a range one after another.
class RowSource {
 public:
    RowSource(const TablePlan& plan, RowRange range, const SeedContext& context,
              const std::function<bool()>& stop)
        : plan_(plan), range_(range), context_(context), stop_(stop) {}

    /// Whether there is another row. Asks whether to stop every few thousand rows.
    bool more() {
        constexpr std::uint64_t between_questions = 4096;
        if (done_ == range_.count)
            return false;
        if (done_ % between_questions == 0 && stop_ && stop_())
            stopped_ = true;
        return !stopped_;
    }
    void fill(Row& row) { plan_.fill(context_, range_.first + done_++, row); }
    [[nodiscard]] bool stopped() const noexcept { return stopped_; }

 private:
    const TablePlan& plan_;
    RowRange range_;
    const SeedContext& context_;
    const std::function<bool()>& stop_;
    std::uint64_t done_ = 0;
    bool stopped_ = false;
};

}  // namespace

Result<std::uint64_t> copy_rows(postgres::Session& session, const std::string& table,
                                const TablePlan& plan, RowRange range, const SeedContext& context,
                                const std::function<bool()>& stop) {
    const auto types = types_of(session, table, plan.columns);
    if (!types)
        return types.error();
    RowSource source(plan, range, context, stop);
    const auto as_binary = [&](std::string& buffer) -> Result<bool> {
        if (!source.more())
            return false;
        BinaryRow row(buffer, **types);
        source.fill(row);
        if (std::string fault = row.fault(); !fault.empty())
            return Error{Errc::internal, std::move(fault), table, ""};
        return true;
    };
    const auto as_text = [&](postgres::Values& cells) {
        if (!source.more())
            return false;
        TextRow row(cells);
        source.fill(row);
        return true;
    };
    const auto copied = *types ? session.copy_in_binary(table, plan.columns, as_binary)
                               : session.copy_in(table, plan.columns, as_text);
    if (source.stopped())
        return Error{Errc::interrupted, "seeding was stopped", table, "seed again to complete it"};
    return copied;
}

}  // namespace sark::migrations
