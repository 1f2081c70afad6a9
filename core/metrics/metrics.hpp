#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/audit/audit_writer.hpp"
#include "core/audit/siem/siem_forwarder.hpp"
#include "core/base/time.hpp"
#include "core/metrics/guard_counters.hpp"
#include "core/policy/policy_service.hpp"
#include "core/postgres/connection_pool.hpp"

namespace sark {

/// The registry calls that are timed, as {operation, table} of sark_db_query_duration_seconds.
enum class DbQuery : std::uint8_t {
    select_user,
    select_tool,
    insert_server,
    select_server,
    list_servers,
    update_server,
    update_tool,
    count_servers,
};
inline constexpr std::size_t db_query_count = 8;

/// From here on a query counts as slow (S002-TRB-03).
inline constexpr Nanos slow_query = std::chrono::milliseconds(100);

/// The database pools, as {pool} of the pool metrics.
enum class DbPool : std::uint8_t { primary, audit, read };
inline constexpr std::array<std::string_view, 3> db_pool_names = {"primary", "audit", "read"};

/// Counters that other parts keep themselves, read at the moment of a scrape.
struct CoreCounters {
    std::array<postgres::PoolStats, db_pool_names.size()> pools;  ///< Size 0: there is none.
    PolicyCacheStats policy;
    AuditWriterStats audit;
    GuardStats guards;
    std::optional<SiemStats> siem;                     ///< Absent: events are not forwarded.
    std::optional<CircuitBreakerStats> opa_breaker{};  ///< Absent: no OPA, or none before it.
};

/// Prometheus metrics of the reference core, with the names, labels and buckets of S003-MET-01..08.
/// Histograms are for dashboards: their buckets are too coarse to judge an SLA by. Every child that
/// a request touches is looked up once. Thread-safe.
class Metrics {
 public:
    /// HTTP requests of one {method, endpoint}.
    class Route {
     public:
        ~Route();
        /// Counts a request; `status` outside 100..599 counts as 500.
        void observe(int status, Nanos elapsed);

     private:
        friend class Metrics;
        struct State;
        explicit Route(std::unique_ptr<State> state);
        std::unique_ptr<State> state_;
    };

    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// The one for these labels, made on first use; valid as long as this object. `endpoint` is the
    /// route's template, never a path with ids in it.
    [[nodiscard]] Route& route(const std::string& method, const std::string& endpoint);
    void observe_decision(const PolicyDecision& decision, Nanos elapsed);
    void observe_query(DbQuery query, Nanos elapsed);
    /// The wait for a pooled connection, whether it was got or not.
    void observe_acquire(DbPool pool, Nanos waited);

    /// What stands around the routes counts here itself.
    [[nodiscard]] GuardCounters& guards() noexcept { return guards_; }

    /// Prometheus text format 0.0.4.
    [[nodiscard]] std::string render(const CoreCounters& counters) const;

 private:
    struct State;
    std::unique_ptr<State> state_;
    GuardCounters guards_;
};

}  // namespace sark
