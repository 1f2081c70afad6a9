#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>
#include <vector>

#include <unistd.h>

#include "scenarios/environment/cgroup_throttling.hpp"
#include "scenarios/environment/environment_parts.hpp"
#include "scenarios/environment/environment_sample.hpp"
#include "scenarios/environment/metrics_scrape.hpp"
#include "scenarios/environment/redis_probe.hpp"

namespace sark::scenarios {

namespace {

using Counters = std::map<std::string, double>;

/// The columns of the one row that `query` yields; nothing when it is refused.
void read_row(postgres::Session& session, const char* query, Counters& counters) {
    const auto rows = session.execute(query);
    if (!rows || rows->empty())
        return;
    for (std::size_t i = 0; i < rows->columns.size(); ++i) {
        if (const auto& value = rows->rows.front()[i])
            counters[rows->columns[i]] = std::strtod(value->c_str(), nullptr);
    }
}

Counters postgres_counters(postgres::Session& session) {
    Counters counters;
    read_row(session,
             "SELECT xact_commit, xact_rollback, blks_read, blks_hit, tup_returned, tup_fetched, "
             "tup_inserted, tup_updated, tup_deleted, deadlocks, temp_files, temp_bytes "
             "FROM pg_stat_database WHERE datname = current_database()",
             counters);
    // Of the whole server, and only from PostgreSQL 14 on.
    read_row(session, "SELECT wal_records, wal_bytes, wal_buffers_full FROM pg_stat_wal", counters);
    // Moved to pg_stat_checkpointer in PostgreSQL 17.
    read_row(session,
             "SELECT checkpoints_timed, checkpoints_req, buffers_checkpoint, buffers_clean, "
             "buffers_backend FROM pg_stat_bgwriter",
             counters);
    return counters;
}

/// What Redis holds and may hold now; nothing when it does not answer.
Counters redis_memory(const workloads::Target& target) {
    Counters memory;
    const auto info = redis_info(target.redis, target.redis_password, "memory");
    if (!info)
        return memory;
    for (const std::string_view name : Evidence::redis_memory)
        if (const auto found = info->find(std::string(name)); found != info->end())
            memory[std::string(name)] = std::strtod(found->second.c_str(), nullptr);
    return memory;
}

Counters redis_counters(const workloads::Target& target) {
    static constexpr std::array names = {"keyspace_hits",
                                         "keyspace_misses",
                                         "total_commands_processed",
                                         "total_connections_received",
                                         "evicted_keys",
                                         "expired_keys",
                                         "rejected_connections"};
    Counters counters;
    const auto info = redis_info(target.redis, target.redis_password);
    if (!info)
        return counters;
    for (const char* name : names) {
        if (const auto found = info->find(name); found != info->end())
            counters[name] = std::strtod(found->second.c_str(), nullptr);
    }
    return counters;
}

/// Only what grew or stayed: a counter that fell was reset in between, and says nothing.
std::vector<std::pair<std::string, double>> deltas(const Counters& begin, const Counters& end) {
    std::vector<std::pair<std::string, double>> result;
    for (const auto& [name, value] : end) {
        const auto before = begin.find(name);
        if (before != begin.end() && value >= before->second)
            result.emplace_back(name, value - before->second);
    }
    return result;
}

double ticks_to_cores(std::uint64_t begin, std::uint64_t end, double seconds) {
    return end > begin ? static_cast<double>(end - begin) / ticks_per_second() / seconds : 0.0;
}

}  // namespace

std::unique_ptr<TestEnvironment::Sample> TestEnvironment::sample() {
    auto taken = std::make_unique<Sample>();
    // Whoever started us may be the target's ancestor as well: we are not its descendant here.
    if (parts_->service_processes)
        taken->service_ticks =
            ticks_of_trees(read_processes(), *parts_->service_processes, ::getpid()) +
            parts_->ended_ticks;
    taken->machine = read_machine_stat();
    taken->throttled = read_throttled_time();
    taken->own_cpu_s = own_cpu_seconds();
    if (!parts_->evidence)
        return taken;
    if (parts_->observer)
        taken->postgres = postgres_counters(*parts_->observer);
    if (!parts_->target.redis.empty()) {
        taken->redis = redis_counters(parts_->target);
        taken->redis_memory = redis_memory(parts_->target);
    }
    if (parts_->core)
        taken->core = parse_counters(parts_->core->metrics_text());
    if (!parts_->target.http_url.empty()) {
        if (const auto counters = scrape_counters(parts_->target.http_url)) {
            for (const auto& [name, value] : *counters) taken->core[name] += value;
        }
    }
    return taken;
}

void TestEnvironment::add_table_sizes(Evidence& evidence) {
    if (!parts_->observer || !parts_->evidence)
        return;
    // A partition, or a chunk of a hypertable, counts for the table that it is a part of.
    const auto rows = parts_->observer->execute(
        "SELECT format('%s.%s', n.nspname, t.relname), sum(s.bytes) "
        "FROM (SELECT coalesce(pg_partition_root(c.oid), "
        "(SELECT i.inhparent FROM pg_inherits i WHERE i.inhrelid = c.oid LIMIT 1), c.oid) AS root, "
        "pg_total_relation_size(c.oid) AS bytes FROM pg_class c WHERE c.relkind IN ('r', 'm')) s "
        "JOIN pg_class t ON t.oid = s.root JOIN pg_namespace n ON n.oid = t.relnamespace "
        "WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^(pg_|_timescaledb)' "
        "GROUP BY 1 ORDER BY 1");
    if (!rows)
        return;
    for (const auto& row : rows->rows)
        if (row[0] && row[1])
            evidence.postgres.emplace_back(std::string(Evidence::table_bytes_prefix) + *row[0],
                                           std::strtod(row[1]->c_str(), nullptr));
}

void TestEnvironment::difference(const Sample& begin, const Sample& end, Nanos elapsed, CpuUse& cpu,
                                 Evidence& evidence) {
    evidence.postgres = deltas(begin.postgres, end.postgres);
    evidence.redis = deltas(begin.redis, end.redis);
    for (const auto& [name, value] : end.redis_memory) evidence.redis.emplace_back(name, value);
    evidence.core = deltas(begin.core, end.core);
    cpu = CpuUse{};
    const double seconds = to_seconds(elapsed);
    if (seconds <= 0)
        return;
    if (begin.throttled && end.throttled)
        cpu.throttled = std::max(0.0, to_seconds(*end.throttled - *begin.throttled) / seconds);
    cpu.generator = std::max(0.0, (end.own_cpu_s - begin.own_cpu_s) / seconds);
    if (begin.service_ticks && end.service_ticks)
        cpu.services = ticks_to_cores(*begin.service_ticks, *end.service_ticks, seconds);
    if (!begin.machine || !end.machine)
        return;
    cpu.steal = ticks_to_cores(begin.machine->steal, end.machine->steal, seconds);
    const double busy = ticks_to_cores(begin.machine->busy, end.machine->busy, seconds);
    if (begin.service_ticks && end.service_ticks)
        cpu.others = std::max(0.0, busy - cpu.generator - cpu.services);
}

}  // namespace sark::scenarios
