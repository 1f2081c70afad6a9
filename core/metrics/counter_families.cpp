#include "core/metrics/counter_families.hpp"

#include <string>
#include <utility>

#include <prometheus/metric_family.h>

namespace sark {

namespace {

using Label = prometheus::ClientMetric::Label;

/// One family under construction.
class Family {
 public:
    Family(std::string name, std::string help, prometheus::MetricType type) {
        family_.name = std::move(name);
        family_.help = std::move(help);
        family_.type = type;
    }

    Family& add(double value, std::vector<Label> labels = {}) {
        prometheus::ClientMetric metric;
        metric.label = std::move(labels);
        if (family_.type == prometheus::MetricType::Counter)
            metric.counter.value = value;
        else
            metric.gauge.value = value;
        family_.metric.push_back(std::move(metric));
        return *this;
    }
    Family& add(std::uint64_t value, std::vector<Label> labels = {}) {
        return add(static_cast<double>(value), std::move(labels));
    }

    [[nodiscard]] prometheus::MetricFamily take() { return std::move(family_); }

 private:
    prometheus::MetricFamily family_;
};

Family counter(std::string name, std::string help) {
    return {std::move(name), std::move(help), prometheus::MetricType::Counter};
}

Family gauge(std::string name, std::string help) {
    return {std::move(name), std::move(help), prometheus::MetricType::Gauge};
}

void append_pools(const CoreCounters& counters, std::vector<prometheus::MetricFamily>& families) {
    Family size = gauge("sark_db_pool_size", "Connections a pool keeps open at most");
    Family overflow = gauge("sark_db_pool_overflow", "Connections open beyond the pool size");
    Family max_overflow = gauge("sark_db_pool_max_overflow", "Connections allowed beyond the size");
    Family out = gauge("sark_db_connections_checked_out", "Connections in use");
    Family in = gauge("sark_db_connections_checked_in", "Connections open and idle");
    Family timeouts = counter("sark_db_pool_timeouts_total", "Waits for a connection given up");
    Family opened = counter("sark_db_connections_opened_total", "Connections opened");
    Family lent = counter("sark_db_connections_lent_seconds_total",
                          "Time in which connections were in use, of each added up");
    for (std::size_t i = 0; i < counters.pools.size(); ++i) {
        const postgres::PoolStats& pool = counters.pools[i];
        const std::vector<Label> labels{{"pool", std::string(db_pool_names[i])}};
        if (i == static_cast<std::size_t>(DbPool::read) && pool.size == 0)
            continue;  // not every core has a replica
        size.add(static_cast<double>(pool.size), labels);
        overflow.add(static_cast<double>(pool.overflow), labels);
        max_overflow.add(static_cast<double>(pool.max_overflow), labels);
        out.add(static_cast<double>(pool.checked_out), labels);
        in.add(static_cast<double>(pool.checked_in), labels);
        timeouts.add(pool.timeouts, labels);
        opened.add(pool.opened, labels);
        lent.add(to_seconds(pool.lent), labels);
    }
    for (Family* family : {&size, &overflow, &max_overflow, &out, &in, &timeouts, &opened, &lent})
        families.push_back(family->take());
}

void append_caches(const PolicyCacheStats& policy, const GuardStats& guards,
                   std::vector<prometheus::MetricFamily>& families) {
    const std::vector<Label> l1{{"cache_name", "l1"}};
    const std::vector<Label> l2{{"cache_name", "l2"}};
    const std::vector<Label> response{{"cache_name", "response"}};
    families.push_back(counter("sark_cache_hits_total", "Look-ups answered by a cache")
                           .add(policy.l1_hits, l1)
                           .add(policy.l2_hits, l2)
                           .add(guards.response_hits, response)
                           .take());
    families.push_back(counter("sark_cache_misses_total", "Look-ups a cache could not answer")
                           .add(policy.l1_misses, l1)
                           .add(policy.l2_misses, l2)
                           .add(guards.response_misses, response)
                           .take());
    families.push_back(
        counter("sark_cache_errors_total", "Look-ups without an answer, and failed writes")
            .add(policy.l2_errors, l2)
            .add(guards.response_errors, response)
            .take());
    families.push_back(gauge("sark_cache_entries", "Entries that a cache of this process holds")
                           .add(policy.l1_entries, l1)
                           .add(policy.fact_entries, {{"cache_name", "facts"}})
                           .add(guards.response_entries, response)
                           .take());
    families.push_back(
        gauge("sark_cache_size_bytes", "Memory of a cache of this process, full or not")
            .add(policy.l1_bytes, l1)
            .take());
    families.push_back(counter("sark_policy_rule_evaluations_total", "Decisions made by the rules")
                           .add(policy.evaluations)
                           .take());
    families.push_back(
        counter("sark_policy_coalesced_total", "Misses answered by another caller's evaluation")
            .add(policy.coalesced)
            .take());
    families.push_back(counter("sark_policy_cache_stale_hits_total",
                               "Decisions answered near the end of their life")
                           .add(policy.stale_hits)
                           .take());
    families.push_back(
        counter("sark_policy_cache_revalidations_total", "Decisions made anew in the background")
            .add(policy.refreshes)
            .take());
    families.push_back(
        counter("sark_policy_cache_batch_operations_total", "Batches of decisions asked for")
            .add(policy.batches)
            .take());
    families.push_back(counter("sark_policy_invalidation_errors_total",
                               "Invalidations that other processes were not told of")
                           .add(policy.sync_errors)
                           .take());
}

void append_limits(const GuardStats& guards, std::vector<prometheus::MetricFamily>& families) {
    Family limited = counter("sark_rate_limited_total", "Requests refused with 429");
    for (std::size_t i = 0; i < guards.limited.size(); ++i)
        limited.add(guards.limited[i], {{"by", std::string(limited_by_names[i])}});
    families.push_back(limited.take());
    families.push_back(counter("sark_rate_limit_unchecked_total",
                               "Requests let through because Redis did not answer")
                           .add(guards.unchecked)
                           .take());
    families.push_back(counter("sark_http_request_timeouts_total",
                               "Requests answered with 504 at their time limit")
                           .add(guards.given_up)
                           .take());
}

void append_audit(const AuditWriterStats& audit, std::vector<prometheus::MetricFamily>& families) {
    families.push_back(counter("sark_audit_events_accepted_total", "Audit events queued")
                           .add(audit.accepted)
                           .take());
    families.push_back(counter("sark_audit_events_written_total", "Audit events committed")
                           .add(audit.written)
                           .take());
    families.push_back(
        counter("sark_audit_events_rejected_total",
                "Audit events refused for want of room, by the disk or by the schema")
            .add(audit.rejected, {{"reason", "queue_full"}})
            .add(audit.failed, {{"reason", "disk"}})
            .add(audit.rejected_data, {{"reason", "data"}})
            .take());
    families.push_back(
        counter("sark_audit_batches_total", "Audit batches committed").add(audit.batches).take());
    families.push_back(counter("sark_audit_batch_retries_total", "Audit batches kept after failing")
                           .add(audit.retries)
                           .take());
    families.push_back(gauge("sark_audit_queue_size", "Audit events waiting to be written")
                           .add(static_cast<double>(audit.queued))
                           .take());
    families.push_back(counter("sark_audit_events_blocked_total", "Appends that waited for room")
                           .add(audit.blocked)
                           .take());
}

void append_spool(const AuditWriterStats& audit, std::vector<prometheus::MetricFamily>& families) {
    const audit_spool::SpoolStats& spool = audit.spool;
    families.push_back(gauge("sark_audit_spool_bytes", "Bytes in the segments of the audit spool")
                           .add(static_cast<double>(spool.bytes))
                           .take());
    families.push_back(gauge("sark_audit_spool_segments", "Segments of the audit spool")
                           .add(static_cast<double>(spool.segments))
                           .take());
    families.push_back(
        counter("sark_audit_spool_syncs_total", "Groups of audit events made durable")
            .add(spool.syncs)
            .take());
    families.push_back(counter("sark_audit_spool_write_failures_total",
                               "Groups that the disk did not take: none of them acknowledged")
                           .add(spool.write_failures)
                           .take());
    families.push_back(counter("sark_audit_spool_recovered_total",
                               "Audit events that the spool held when it was opened")
                           .add(spool.recovered)
                           .take());
    families.push_back(counter("sark_audit_spool_damaged_total",
                               "Damaged places found in the spool; the segments are kept")
                           .add(spool.damaged)
                           .take());
    families.push_back(counter("sark_audit_spool_lost_total",
                               "Audit events that were damaged on disk before they were delivered")
                           .add(audit.lost)
                           .take());
}

/// The names of upstream (SARK-UPSTREAM section 6), where it has one.
void append_siem(const SiemStats& siem, std::vector<prometheus::MetricFamily>& families) {
    families.push_back(
        counter("siem_events_sent_total", "Audit events that the SIEM took").add(siem.sent).take());
    families.push_back(counter("siem_events_failed_total", "Audit events written to the spill file")
                           .add(siem.spilled)
                           .take());
    families.push_back(counter("siem_events_dropped_total", "Audit events that the SIEM never saw")
                           .add(siem.dropped)
                           .take());
    families.push_back(counter("siem_batches_sent_total", "Batches that the SIEM took")
                           .add(siem.batches_sent)
                           .take());
    families.push_back(counter("siem_batches_failed_total", "Batches that the SIEM did not take")
                           .add(siem.batches_failed)
                           .take());
    families.push_back(
        counter("siem_retry_attempts_total", "Batches sent again").add(siem.retries).take());
    families.push_back(gauge("siem_queue_size", "Audit events waiting to be forwarded")
                           .add(static_cast<double>(siem.queued))
                           .take());
    families.push_back(gauge("siem_circuit_breaker_state", "0 closed, 1 open, 2 half open")
                           .add(static_cast<double>(siem.breaker.state))
                           .take());
    families.push_back(counter("siem_circuit_breaker_opened_total", "Times the breaker opened")
                           .add(siem.breaker.opened)
                           .take());
}

void append_opa_breaker(const CircuitBreakerStats& breaker,
                        std::vector<prometheus::MetricFamily>& families) {
    families.push_back(gauge("sark_opa_circuit_breaker_state", "0 closed, 1 open, 2 half open")
                           .add(static_cast<double>(breaker.state))
                           .take());
    families.push_back(counter("sark_opa_circuit_breaker_opened_total", "Times the breaker opened")
                           .add(breaker.opened)
                           .take());
    families.push_back(
        counter("sark_opa_circuit_breaker_refused_total", "Questions that OPA was not asked")
            .add(breaker.refused)
            .take());
}

}  // namespace

void append_counter_families(const CoreCounters& counters,
                             std::vector<prometheus::MetricFamily>& families) {
    append_pools(counters, families);
    append_caches(counters.policy, counters.guards, families);
    append_limits(counters.guards, families);
    append_audit(counters.audit, families);
    append_spool(counters.audit, families);
    if (counters.siem)
        append_siem(*counters.siem, families);
    if (counters.opa_breaker)
        append_opa_breaker(*counters.opa_breaker, families);
}

}  // namespace sark
