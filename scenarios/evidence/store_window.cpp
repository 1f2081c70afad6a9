#include "scenarios/evidence/store_window.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace sark::scenarios {

namespace {

/// The value at `key`, or a new one.
template <class Map, class Key>
typename Map::mapped_type before(const Map& map, const Key& key) {
    const auto found = map.find(key);
    return found == map.end() ? typename Map::mapped_type{} : found->second;
}

CounterDeltas counters_between(const StoreSnapshot& begin, const StoreSnapshot& end) {
    CounterDeltas deltas;
    for (const auto& [name, value] : end.postgres) {
        const auto found = begin.postgres.find(name);
        if (found == begin.postgres.end() || value < found->second)
            continue;
        double change = value - found->second;
        if (name == "xact_commit")
            change = std::max(
                0.0, change - static_cast<double>(end.own_transactions - begin.own_transactions));
        deltas.emplace_back(name, change);
    }
    return deltas;
}

StatementUse statement_between(const std::string& id, const StatementTotals& from,
                               const StatementTotals& to) {
    StatementUse use;
    use.id = id;
    use.calls = to.calls - from.calls;
    use.total_ms = to.total_ms - from.total_ms;
    use.rows = to.rows - from.rows;
    use.shared_hit = to.shared_hit - from.shared_hit;
    use.shared_read = to.shared_read - from.shared_read;
    use.temp_written = to.temp_written - from.temp_written;
    use.wal_bytes = to.wal_bytes - from.wal_bytes;
    if (to.max_ms > from.max_ms)
        use.max_ms = to.max_ms;
    return use;
}

void add_statements(const StoreSnapshot& begin, const StoreSnapshot& end, const StoreSnapshot& last,
                    StoreWindow& window) {
    for (const auto& [id, totals] : end.statements) {
        const StatementTotals from = before(begin.statements, id);
        if (totals.calls <= from.calls || totals.total_ms < from.total_ms)
            continue;
        StatementUse use = statement_between(id, from, totals);
        use.text = before(last.statements, id).text;
        if (use.text.find(evidence_mark) == std::string::npos)
            window.statements.push_back(std::move(use));
    }
    std::ranges::stable_sort(window.statements, std::ranges::greater{}, &StatementUse::total_ms);
    if (window.statements.size() > statements_listed) {
        window.statements_beyond = window.statements.size() - statements_listed;
        window.statements.resize(statements_listed);
    }
}

std::optional<double> growth(const std::optional<double>& from, const std::optional<double>& to) {
    if (!from || !to)
        return std::nullopt;
    return *to - *from;
}

TableUse table_between(const std::string& name, const TableTotals& from, const TableTotals& to) {
    TableUse use;
    use.name = name;
    use.live_rows = to.live_rows;
    use.seq_scans = to.seq_scans - from.seq_scans;
    use.index_scans = to.index_scans - from.index_scans;
    use.inserted = to.inserted - from.inserted;
    use.updated = to.updated - from.updated;
    use.deleted = to.deleted - from.deleted;
    use.heap_hit = to.heap_hit - from.heap_hit;
    use.heap_read = to.heap_read - from.heap_read;
    use.index_hit = to.index_hit - from.index_hit;
    use.index_read = to.index_read - from.index_read;
    use.table_growth = growth(from.table_bytes, to.table_bytes);
    use.index_growth = growth(from.index_bytes, to.index_bytes);
    return use;
}

bool was_used(const TableUse& use) {
    return use.seq_scans + use.index_scans + use.inserted + use.updated + use.deleted > 0.0;
}

bool was_reset(const TableUse& use) {
    return std::ranges::any_of(
        std::initializer_list<double>{use.seq_scans, use.index_scans, use.inserted, use.updated,
                                      use.deleted, use.heap_hit, use.heap_read, use.index_hit,
                                      use.index_read},
        [](double change) { return change < 0.0; });
}

void add_tables(const StoreSnapshot& begin, const StoreSnapshot& end, StoreWindow& window) {
    std::set<std::string> used;
    for (const auto& [name, totals] : end.tables) {
        TableUse use = table_between(name, before(begin.tables, name), totals);
        if (!was_used(use) || was_reset(use))
            continue;
        used.insert(name);
        window.tables.push_back(std::move(use));
    }
    for (const auto& [key, totals] : end.indexes) {
        const double scans = totals.scans - before(begin.indexes, key).scans;
        if (used.contains(key.first) && scans >= 0.0)
            window.indexes.push_back({key.second, key.first, scans, totals.bytes, totals.required});
    }
}

void add_commands(const StoreSnapshot& begin, const StoreSnapshot& end, StoreWindow& window) {
    for (const auto& [name, totals] : end.commands) {
        const auto from = before(begin.commands, name);
        if (totals.first > from.first && totals.second >= from.second && !name.starts_with("info"))
            window.commands.push_back(
                {name, totals.first - from.first, totals.second - from.second});
    }
    std::ranges::stable_sort(window.commands, std::ranges::greater{}, &CommandUse::total_ms);
}

}  // namespace

StoreWindow window_between(const StoreSnapshot& begin, const StoreSnapshot& end,
                           const StoreSnapshot& last) {
    StoreWindow window;
    window.length_s = std::max(0.0, to_seconds(end.at - begin.at));
    window.postgres = counters_between(begin, end);
    add_statements(begin, end, last, window);
    add_tables(begin, end, window);
    add_commands(begin, end, window);
    return window;
}

}  // namespace sark::scenarios
