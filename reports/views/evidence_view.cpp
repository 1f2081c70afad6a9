#include "reports/views/evidence_view.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "reports/format.hpp"

namespace sark::reports {

namespace {

using Counters = std::vector<std::pair<std::string, double>>;

std::string count_text(double count) {
    return format_count(static_cast<std::uint64_t>(std::llround(count)));
}

std::string bytes_text(double bytes) {
    constexpr std::array<std::string_view, 4> units = {"B", "kB", "MB", "GB"};
    std::size_t unit = 0;
    for (; bytes >= 1000.0 && unit + 1 < units.size(); ++unit) bytes /= 1000.0;
    return fmt::format("{} {}", unit == 0 ? count_text(bytes) : format_number(bytes), units[unit]);
}

/// The facts of one store, added while its counters are looked up.
class Store {
 public:
    Store(std::string name, const Counters& counters, double seconds,
          std::vector<EvidenceFact>& facts)
        : name_(std::move(name)), counters_(counters), seconds_(seconds), facts_(facts) {}

    [[nodiscard]] std::optional<double> change(std::string_view counter) const {
        for (const auto& [key, value] : counters_)
            if (key == counter)
                return value;
        return std::nullopt;
    }
    /// The sum of the counters that are there; absent when none is.
    template <class... Names>
    [[nodiscard]] std::optional<double> sum(Names... names) const {
        std::optional<double> total;
        for (const std::string_view name : {std::string_view(names)...})
            if (const auto value = change(name))
                total = total.value_or(0.0) + *value;
        return total;
    }
    void fact(std::string measure, std::string value, std::string remark = {},
              bool caution = false) {
        facts_.push_back({name_, std::move(measure), std::move(value), std::move(remark), caution});
    }
    void hit_ratio(const std::string& measure, std::optional<double> hits,
                   std::optional<double> misses, const std::string& of) {
        if (!hits || !misses)
            return;
        const double all = *hits + *misses;
        fact(measure, all > 0.0 ? format_value(*hits / all, "ratio") : "–",
             fmt::format("of {} {}", count_text(all), of));
    }
    void rate(const std::string& measure, std::optional<double> count, std::string remark = {}) {
        if (count)
            fact(measure,
                 seconds_ > 0.0 ? fmt::format("{} ({})", count_text(*count),
                                              format_value(*count / seconds_, "1/s"))
                                : count_text(*count),
                 std::move(remark));
    }
    /// Should be 0: `advice` is the remark of any other count.
    void fault(const std::string& measure, std::optional<double> count, const std::string& advice) {
        if (count)
            fact(measure, count_text(*count), *count > 0.0 ? advice : "", *count > 0.0);
    }

 private:
    std::string name_;
    const Counters& counters_;
    double seconds_;
    std::vector<EvidenceFact>& facts_;
};

void describe_wal(Store& store, std::optional<double> commits, double seconds) {
    const auto bytes = store.change("wal_bytes");
    if (!bytes)
        return;
    std::string remark = "of the whole server";
    if (seconds > 0.0)
        remark += fmt::format("; {}/s", bytes_text(*bytes / seconds));
    if (commits && *commits > 0.0)
        remark += fmt::format(", {} for each commit", bytes_text(*bytes / *commits));
    store.fact("WAL written", bytes_text(*bytes), remark);
    store.fault("WAL buffers full", store.change("wal_buffers_full"),
                "backends had to write WAL themselves: raise wal_buffers");
}

void describe_postgres(Store store, double seconds) {
    store.hit_ratio(
        "buffer hit ratio", store.change("blks_hit"), store.change("blks_read"),
        "blocks were in shared_buffers; the others came from the system's cache or disk");
    const auto commits = store.change("xact_commit");
    store.rate("commits", commits);
    store.rate("rollbacks", store.change("xact_rollback"));
    store.rate("rows read", store.change("tup_fetched"), "by index, or of tables by bitmap");
    store.rate("rows written", store.sum("tup_inserted", "tup_updated", "tup_deleted"),
               "inserted, updated and deleted");
    const double spilled = store.change("temp_bytes").value_or(0.0);
    store.fault("temporary files", store.change("temp_files"),
                fmt::format("sorts or hashes spilled {} over work_mem", bytes_text(spilled)));
    describe_wal(store, commits, seconds);
    store.rate("checkpoints", store.sum("checkpoints_timed", "checkpoints_req"),
               "of the whole server, by time or because WAL ran full");
    store.fault("deadlocks", store.change("deadlocks"),
                "transactions lock the same rows in different orders");
}

/// What samples of pg_stat_activity and of the pool showed.
void describe_activity(const scenarios::ServerEvidence& server, std::vector<EvidenceFact>& facts) {
    if (server.activity) {
        const scenarios::Activity& activity = *server.activity;
        scenarios::ActivitySlice most;
        for (const scenarios::ActivitySlice& slice : activity.slices) {
            most.clients = std::max(most.clients, slice.clients);
            most.active = std::max(most.active, slice.active);
            most.idle_in_transaction =
                std::max(most.idle_in_transaction, slice.idle_in_transaction);
            most.longest_s = std::max(most.longest_s, slice.longest_s);
        }
        facts.push_back({"PostgreSQL", "client connections", count_text(most.clients),
                         activity.max_connections > 0
                             ? fmt::format("at most, of max_connections {}; {} active",
                                           activity.max_connections, most.active)
                             : fmt::format("at most; {} active", most.active),
                         false});
        facts.push_back({"PostgreSQL", "idle in a transaction",
                         count_text(most.idle_in_transaction), "connections, at most", false});
        facts.push_back({"PostgreSQL", "oldest running statement",
                         format_value(most.longest_s * 1e3, "ms"), "of the samples", false});
        if (activity.long_running > 0)
            facts.push_back({"PostgreSQL", "statements over 30 s",
                             format_count(activity.long_running), "seen running", true});
        if (activity.hidden > 0)
            facts.push_back({"PostgreSQL", "sessions out of sight", format_count(activity.hidden),
                             "of other users: grant pg_read_all_stats to see them", true});
    }
    if (server.pool)
        facts.push_back({"reference core", "pool utilisation",
                         format_value(server.pool->mean_in_use / server.pool->capacity, "ratio"),
                         fmt::format("{} of {} connections on average, {} at most",
                                     format_number(server.pool->mean_in_use),
                                     format_number(server.pool->capacity),
                                     format_number(server.pool->most_in_use)),
                         false});
}

void describe_redis(Store store) {
    store.hit_ratio("hit ratio", store.change("keyspace_hits"), store.change("keyspace_misses"),
                    "look-ups found their key");
    store.rate("commands", store.change("total_commands_processed"));
    store.rate("expired keys", store.change("expired_keys"));
    if (const auto used = store.change("used_memory")) {
        const double limit = store.change("maxmemory").value_or(0.0);
        store.fact("memory", bytes_text(*used),
                   limit > 0.0
                       ? fmt::format("{} of maxmemory {}", format_value(*used / limit, "ratio"),
                                     bytes_text(limit))
                       : "at the end; maxmemory is not set");
    }
    store.fault("evicted keys", store.change("evicted_keys"),
                "the memory limit threw out keys that were still valid: raise maxmemory");
    store.rate("connections opened", store.change("total_connections_received"));
    store.fault("rejected connections", store.change("rejected_connections"),
                "more clients than maxclients allows");
}

void describe_core(Store store) {
    store.fault("pool exhausted",
                store.sum("sark_db_pool_timeouts_total{pool=\"primary\"}",
                          "sark_db_pool_timeouts_total{pool=\"audit\"}",
                          "sark_db_pool_timeouts_total{pool=\"read\"}"),
                "waits for a pooled connection that were given up: raise pool_size, or find what "
                "keeps the connections");
    store.fault("slow queries", store.change("sark_db_slow_queries_total"),
                "registry calls of more than 100 ms, waits for a connection included");
    for (const std::string level : {"l1", "l2"}) {
        const std::string label = "{cache_name=\"" + level + "\"}";
        store.hit_ratio(level == "l1" ? "L1 hit ratio (in process)" : "L2 hit ratio (Redis)",
                        store.change("sark_cache_hits_total" + label),
                        store.change("sark_cache_misses_total" + label),
                        "look-ups found a decision");
    }
    store.fault("L2 errors", store.change("sark_cache_errors_total{cache_name=\"l2\"}"),
                "Redis gave no answer, so the rules decided instead");
    store.rate("cache misses",
               store.sum("sark_cache_misses_total{cache_name=\"l2\"}",
                         "sark_cache_misses_total{cache_name=\"response\"}"),
               "look-ups that no cache could answer");
    store.fault("OPA breaker opened", store.change("sark_opa_circuit_breaker_opened_total"),
                "5 failures in a row: OPA was not asked for a while");
    store.fault("questions refused by the breaker",
                store.change("sark_opa_circuit_breaker_refused_total"),
                "denied at once, as OPA failed before");
    store.rate("decisions by the rules", store.change("sark_policy_rule_evaluations_total"));
    store.rate("misses that shared an evaluation", store.change("sark_policy_coalesced_total"));
    store.rate("audit events accepted", store.change("sark_audit_events_accepted_total"));
    store.rate("audit events written", store.change("sark_audit_events_written_total"));
    store.fault("audit events refused",
                store.sum("sark_audit_events_rejected_total{reason=\"queue_full\"}",
                          "sark_audit_events_rejected_total{reason=\"data\"}"),
                "the queue was full or the database refused them");
}

void describe_replica(Store store) {
    const auto mean = store.change("bytes_mean");
    const auto most = store.change("bytes_max");
    if (!mean || !most)
        return;
    store.fact(
        "replay lag", bytes_text(*mean),
        fmt::format("mean of {} samples, {} at the most: WAL that was written and not replayed",
                    count_text(store.change("samples").value_or(0.0)), bytes_text(*most)));
    const auto ms = store.change("ms_mean");
    if (ms)
        store.fact("replay delay", format_value(*ms, "ms"),
                   fmt::format("mean, {} at the most: from a commit to its replay",
                               format_value(store.change("ms_max").value_or(0.0), "ms")));
}

}  // namespace

std::vector<EvidenceFact> evidence_facts_of(const scenarios::RunResult& run) {
    const double seconds = to_seconds(run.engine.measured);
    std::vector<EvidenceFact> facts;
    describe_postgres({"PostgreSQL", run.evidence.postgres, seconds, facts}, seconds);
    describe_replica({"replica", run.evidence.replica, seconds, facts});
    describe_activity(run.server, facts);
    describe_redis({"Redis", run.evidence.redis, seconds, facts});
    describe_core({"reference core", run.evidence.core, seconds, facts});
    return facts;
}

}  // namespace sark::reports
