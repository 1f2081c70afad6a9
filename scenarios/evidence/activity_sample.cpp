#include "scenarios/evidence/activity_sample.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "scenarios/evidence/store_snapshot.hpp"

namespace sark::scenarios {

namespace {

enum class Column : std::uint8_t { backend, state, wait_type, wait, ours, count, age, old };
constexpr std::size_t columns = 8;

/// One group of backends that do the same.
struct Group {
    std::string backend;
    std::string state;
    std::string wait_type;
    std::string wait;
    bool ours = false;
    unsigned count = 0;
    double age_s = 0.0;
    std::string old;
};

Group group_of(const std::vector<std::optional<std::string>>& row) {
    const auto text = [&row](Column column) {
        return row[static_cast<std::size_t>(column)].value_or("");
    };
    Group group;
    group.backend = text(Column::backend);
    group.state = text(Column::state);
    group.wait_type = text(Column::wait_type);
    group.wait = text(Column::wait);
    group.ours = text(Column::ours) == "t";
    group.count = static_cast<unsigned>(std::strtoul(text(Column::count).c_str(), nullptr, 10));
    group.age_s = std::strtod(text(Column::age).c_str(), nullptr);
    group.old = text(Column::old);
    return group;
}

void add_client(const Group& group, ActivitySample& sample) {
    sample.clients += group.count;
    if (group.state.starts_with("idle in transaction"))
        sample.idle_in_transaction += group.count;
    if (group.state != "active")
        return;
    sample.active += group.count;
    if (!group.ours)
        return;
    sample.longest_s = std::max(sample.longest_s, group.age_s);
    const bool waits = !group.wait_type.empty() && group.wait_type != "Client";
    if (waits)
        sample.waiting += group.count;
    if (group.wait_type == "Lock")
        sample.lock_waits += group.count;
    sample.waits[group.wait_type.empty() ? "CPU" : group.wait_type + ": " + group.wait] +=
        group.count;
    std::istringstream statements(group.old);
    for (std::string one; std::getline(statements, one, '|');) sample.long_running.insert(one);
}

}  // namespace

std::string activity_query(const std::vector<int>& observers) {
    std::string others;
    for (const int pid : observers) others += " AND pid <> " + std::to_string(pid);
    return std::string("SELECT ") + evidence_mark +
           " backend_type, state, wait_event_type, wait_event, "
           "datname = current_database(), count(*), "
           "extract(epoch FROM max(clock_timestamp() - query_start) "
           "FILTER (WHERE state = 'active')), "
           "string_agg(pid || '@' || query_start, '|') FILTER (WHERE state = 'active' "
           "AND clock_timestamp() - query_start > interval '30 s') "
           "FROM pg_stat_activity WHERE pid <> pg_backend_pid()" +
           others +
           " AND (backend_type IS NULL OR backend_type IN "
           "('client backend', 'autovacuum worker', 'checkpointer')) GROUP BY 1, 2, 3, 4, 5";
}

ActivitySample read_activity(const WatchRows& rows) {
    ActivitySample sample;
    for (const auto& row : rows) {
        if (row.size() < columns)
            continue;
        const Group group = group_of(row);
        if (group.backend.empty())
            sample.hidden += group.count;
        else if (group.backend == "client backend")
            add_client(group, sample);
        else if (group.backend == "autovacuum worker")
            sample.autovacuum += group.count;
        else if (group.wait != "CheckpointerMain")
            sample.checkpoint = true;
    }
    return sample;
}

}  // namespace sark::scenarios
