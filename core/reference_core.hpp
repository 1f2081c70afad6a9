#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/audit/audit_writer.hpp"
#include "core/base/result.hpp"
#include "core/policy/decision.hpp"
#include "core/postgres/pool_settings.hpp"
#include "core/redis/pool_settings.hpp"
#include "core/registry/server_registry.hpp"

namespace sark {

class PolicyService;     // core/policy/policy_service.hpp
class ResourceRegistry;  // core/registry/resource_registry.hpp
class Metrics;           // core/metrics/metrics.hpp

struct CoreOptions {
    std::string dsn;
    std::string audit_dsn;  ///< Empty: the same database.
    std::string redis;      ///< "unix:/path" or "host:port"; empty: no L2.
    std::string redis_password;
    redis::PoolSettings redis_pool;
    postgres::PoolSettings pool;
    postgres::PoolSettings audit_pool;  ///< S001-POOL-03: 10 + 5 by default, set by the caller.
    std::string read_dsn;               ///< Of a read replica (S001-POOL-02); empty: reads go with
                                        ///< the writes.
    postgres::PoolSettings read_pool;   ///< 30 + 20 by default, set by the caller.
    AuditWriterOptions audit;
    std::size_t l1_entries = 1'000;           ///< S003-CACHE-01
    Nanos l1_ttl = std::chrono::seconds(10);  ///< S003-CACHE-01
    Nanos l2_ttl = std::chrono::seconds(60);  ///< S003-CACHE-02
};

/// The reference SARK, composed: pool, registry, policy with its cache, audit writer, metrics.
/// Knows nothing of load, scenarios or reports. Thread-safe.
class ReferenceCore {
 public:
    /// Connects once to each store to fail early: Errc::unavailable names the one that is missing.
    /// `time` (borrowed) is what cache TTLs and the hours of the rules go by.
    [[nodiscard]] static Result<std::unique_ptr<ReferenceCore>> open(const CoreOptions& options);
    [[nodiscard]] static Result<std::unique_ptr<ReferenceCore>> open(const CoreOptions& options,
                                                                     const TimeSource& time);
    ~ReferenceCore();

    [[nodiscard]] ServerRegistry& servers();
    [[nodiscard]] ResourceRegistry& resources();
    [[nodiscard]] PolicyService& policy();
    [[nodiscard]] AuditWriter& audit();
    [[nodiscard]] Metrics& metrics();
    [[nodiscard]] postgres::ConnectionPool& pool();

    struct Health {
        bool database = false;
        bool redis = false;  ///< True also when the core has no L2: then nothing is missing.
        [[nodiscard]] bool ready() const { return database && redis; }
    };
    [[nodiscard]] Health check_health();

    /// Prometheus text of metrics() with the counters of all parts as they are now.
    [[nodiscard]] std::string metrics_text();

 private:
    struct Parts;
    explicit ReferenceCore(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace sark
