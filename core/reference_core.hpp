#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/audit/audit_writer.hpp"
#include "core/audit/siem/siem_forwarder.hpp"
#include "core/base/result.hpp"
#include "core/dependency.hpp"
#include "core/federation/federation.hpp"
#include "core/opa/opa_client.hpp"
#include "core/policy/cache_options.hpp"
#include "core/policy/decision.hpp"
#include "core/policy/policy_engine.hpp"
#include "core/postgres/pool_settings.hpp"
#include "core/redis/pool_settings.hpp"
#include "core/registry/server_registry.hpp"

namespace sark {

class AccessControl;       // core/access/access_control.hpp
class AlertEvaluator;      // core/alerts/alert_evaluator.hpp
class BreakerStore;        // core/circuit_breaker/breaker_store.hpp
class CostLedger;          // core/costs/cost_ledger.hpp
class Metrics;             // core/metrics/metrics.hpp
class PolicyService;       // core/policy/policy_service.hpp
class BulkServers;         // core/registry/bulk_servers.hpp
class GatewayCatalog;      // core/registry/gateway_catalog.hpp
class ProtocolStats;       // core/registry/protocol_stats.hpp
class RegistryExport;      // core/registry/registry_export.hpp
class RegistryStatistics;  // core/registry/registry_statistics.hpp
class ResourceRegistry;    // core/registry/resource_registry.hpp
class ServerListing;       // core/registry/server_listing.hpp
class ToolRegistry;        // core/registry/tool_registry.hpp
namespace redis {
class Client;  // core/redis/client.hpp
}

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
    audit_spool::SpoolOptions audit_spool;  ///< Where, with AckLevel::spool.
    std::optional<SiemOptions> siem;        ///< Absent: events are not forwarded.
    PolicyCacheOptions policy;
    RuleOrder rule_order = RuleOrder::cheap_first;
    PolicyConfig policy_config;
    FederationOptions federation;
    std::optional<OpaOptions> opa;  ///< Decides instead of the rules.
};

/// The reference SARK, composed: pool, registry, policy with its cache, audit writer, metrics.
/// Knows nothing of load, scenarios or reports. Thread-safe.
class ReferenceCore {
 public:
    /// Connects once to each store to fail early: Errc::unavailable names the one that is missing.
    /// Then opens the audit spool, if there is one, for the errors of Spool::open().
    /// An OPA need not be there yet: until it is, everything is denied.
    /// `time` (borrowed) is what cache TTLs and the hours of the rules go by.
    [[nodiscard]] static Result<std::unique_ptr<ReferenceCore>> open(const CoreOptions& options);
    [[nodiscard]] static Result<std::unique_ptr<ReferenceCore>> open(const CoreOptions& options,
                                                                     const TimeSource& time);
    ~ReferenceCore();

    [[nodiscard]] ServerRegistry& servers();
    [[nodiscard]] BulkServers& bulk_servers();
    [[nodiscard]] ServerListing& listing();
    [[nodiscard]] ToolRegistry& tools();
    [[nodiscard]] GatewayCatalog& catalog();
    [[nodiscard]] RegistryStatistics& statistics();
    [[nodiscard]] RegistryExport& exports();
    [[nodiscard]] ResourceRegistry& resources();
    [[nodiscard]] PolicyService& policy();
    [[nodiscard]] AuditWriter& audit();
    [[nodiscard]] CostLedger& costs();
    [[nodiscard]] Federation& federation();
    [[nodiscard]] AccessControl& access();
    [[nodiscard]] BreakerStore& breakers();
    [[nodiscard]] AlertEvaluator& alerts();
    [[nodiscard]] ProtocolStats& protocol_stats();
    [[nodiscard]] Metrics& metrics();
    [[nodiscard]] postgres::ConnectionPool& pool();
    [[nodiscard]] redis::Client* redis() const;  ///< Null without one.
    [[nodiscard]] const TimeSource& time() const;

    /// What the audit spool held when it was opened; nothing without one.
    [[nodiscard]] const audit_spool::RecoveryReport& spool_recovery() const;
    /// Another PolicyService on the same stores, with caches of its own: to this core's it is what
    /// a second process is. Must not outlive the core.
    [[nodiscard]] std::unique_ptr<PolicyService> make_policy_peer();

    struct Health {
        bool database = false;
        bool redis = false;       ///< True also when the core has no L2: then nothing is missing.
        std::optional<bool> opa;  ///< Absent: the rules decide.
        [[nodiscard]] bool ready() const { return database && redis && opa.value_or(true); }
    };
    [[nodiscard]] Health check_health();
    /// Everything the core was opened with, each asked now, one after the other.
    [[nodiscard]] std::vector<Dependency> check_dependencies();
    /// Where decisions are asked for in OPA; empty: the rules decide.
    [[nodiscard]] const std::string& opa_path() const;

    /// Prometheus text of metrics() with the counters of all parts as they are now.
    [[nodiscard]] std::string metrics_text();

 private:
    struct Parts;
    explicit ReferenceCore(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace sark
