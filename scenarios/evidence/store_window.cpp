#include "scenarios/evidence/store_window.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <type_traits>
#include <utility>

#include "scenarios/evidence/counter_fields.hpp"

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

template <class Counters, std::size_t N>
void subtract(const std::array<CounterField<Counters>, N>& counters,
              const std::type_identity_t<Counters>& from, const std::type_identity_t<Counters>& to,
              std::type_identity_t<Counters>& change) {
    for (const auto& [column, name, place] : counters) change.*place = to.*place - from.*place;
}

StatementUse statement_between(const std::string& id, const StatementTotals& from,
                               const StatementTotals& to) {
    StatementUse use;
    use.id = id;
    subtract(statement_counters, from, to, use);
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
    subtract(table_counters, from, to, use);
    use.table_growth = growth(from.table_bytes, to.table_bytes);
    use.index_growth = growth(from.index_bytes, to.index_bytes);
    return use;
}

bool was_used(const TableUse& use) {
    return use.seq_scans + use.index_scans + use.inserted + use.updated + use.deleted > 0.0;
}

bool was_reset(const TableUse& use) {
    return std::ranges::any_of(table_counters,
                               [&use](const auto& counter) { return use.*counter.place < 0.0; });
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
