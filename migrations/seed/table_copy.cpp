#include "migrations/seed/table_copy.hpp"

#include <algorithm>
#include <mutex>
#include <optional>
#include <thread>

namespace sark::migrations {

namespace {

/// The parts of one table that are still to be copied, handed out one by one.
class PartQueue {
 public:
    PartQueue(const TableCopy& how, const TablePlan& plan, const SeedParts& done)
        : how_(how), committed_(done.rows_of(plan.table)) {
        const auto known = done.tables.find(plan.table);
        for (std::uint64_t first = 0; first < plan.rows; first += rows_per_part)
            if (known == done.tables.end() || !known->second.contains(first))
                parts_.push_back({first, std::min(rows_per_part, plan.rows - first)});
    }

    /// Absent when all are taken or one has failed.
    std::optional<RowRange> take() {
        const std::lock_guard lock(mutex_);
        if (error_ || next_ == parts_.size())
            return std::nullopt;
        return parts_[next_++];
    }
    void finish(const Result<void>& copied, RowRange range) {
        const std::lock_guard lock(mutex_);
        if (!copied) {
            if (!error_)
                error_ = copied.error();
            return;
        }
        copied_ += range.count;
        committed_ += range.count;
        if (how_.on_rows)
            how_.on_rows(committed_);
    }
    Result<std::uint64_t> result() const {
        if (error_)
            return *error_;
        return copied_;
    }
    std::size_t size() const { return parts_.size(); }

 private:
    const TableCopy& how_;
    std::mutex mutex_;
    std::vector<RowRange> parts_;
    std::size_t next_ = 0;
    std::uint64_t copied_ = 0;
    std::uint64_t committed_ = 0;
    std::optional<Error> error_;
};

void copy_parts(PartQueue& queue, postgres::Session& session, const TableCopy& how,
                const TablePlan& plan, const SeedContext& context) {
    while (const auto range = queue.take()) {
        const auto copied = session.transaction([&]() -> Result<void> {
            const auto rows = copy_rows(session, plan.table, plan, *range, context, how.stop);
            if (!rows)
                return rows.error();
            return record_seed_part(session, plan.system, how.dataset, context.now_us, plan.table,
                                    *range);
        });
        queue.finish(copied, *range);
    }
}

}  // namespace

Result<std::uint64_t> copy_table(const TableCopy& how, const TablePlan& plan,
                                 const SeedContext& context, const SeedParts& done) {
    PartQueue queue(how, plan, done);
    const std::size_t workers = std::min(how.sessions.size(), queue.size());
    std::vector<std::thread> others;
    for (std::size_t i = 1; i < workers; ++i)
        others.emplace_back([&, i] { copy_parts(queue, *how.sessions[i], how, plan, context); });
    if (workers > 0)
        copy_parts(queue, *how.sessions[0], how, plan, context);
    for (std::thread& other : others) other.join();
    return queue.result();
}

}  // namespace sark::migrations
