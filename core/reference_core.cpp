#include "core/reference_core.hpp"

#include <chrono>
#include <utility>

#include "core/access/access_control.hpp"
#include "core/alerts/alert_evaluator.hpp"
#include "core/circuit_breaker/breaker_store.hpp"
#include "core/costs/cost_ledger.hpp"
#include "core/metrics/metrics.hpp"
#include "core/policy/policy_service.hpp"
#include "core/postgres/connection_pool.hpp"
#include "core/redis/client.hpp"
#include "core/registry/bulk_servers.hpp"
#include "core/registry/gateway_catalog.hpp"
#include "core/registry/protocol_stats.hpp"
#include "core/registry/registry_export.hpp"
#include "core/registry/registry_statistics.hpp"
#include "core/registry/resource_registry.hpp"
#include "core/registry/server_listing.hpp"
#include "core/registry/tool_registry.hpp"

namespace sark {

namespace {

postgres::ConnectionPool::AcquireObserver observe(Metrics& metrics, DbPool pool) {
    return [&metrics, pool](Nanos waited, bool) { metrics.observe_acquire(pool, waited); };
}

/// The registry's facts, each call timed.
FactSource timed_facts(ServerRegistry& servers, Metrics& metrics) {
    const auto timed = [&metrics](DbQuery query, const auto& call) {
        using Steady = std::chrono::steady_clock;
        const auto began = Steady::now();
        auto found = call();
        metrics.observe_query(query, Steady::now() - began);
        return found;
    };
    FactSource source;
    source.principal = [&servers, timed](const std::string& user_id) {
        return timed(DbQuery::select_user, [&] { return servers.principal(user_id); });
    };
    source.tool = [&servers, timed](const std::string& name) {
        return timed(DbQuery::select_tool, [&] { return servers.tool_by_name(name); });
    };
    source.principals = [&servers, timed](const std::vector<std::string>& user_ids) {
        return timed(DbQuery::select_user, [&] { return servers.principals(user_ids); });
    };
    source.tools = [&servers, timed](const std::vector<std::string>& names) {
        return timed(DbQuery::select_tool, [&] { return servers.tools_by_name(names); });
    };
    return source;
}

Result<std::unique_ptr<redis::Client>> open_redis(const CoreOptions& options) {
    if (options.redis.empty())
        return std::unique_ptr<redis::Client>();
    redis::ClientOptions client_options;
    client_options.address = options.redis;
    client_options.password = options.redis_password;
    client_options.pool = options.redis_pool;
    auto client = redis::Client::create(client_options);
    if (!client)
        return client;
    if (auto answered = (*client)->ping(); !answered)
        return std::move(answered).error();
    return client;
}

/// Takes a connection and gives it back; the error says which database it is.
Result<void> check(postgres::ConnectionPool& pool, std::string_view name) {
    auto lease = pool.acquire();
    if (lease)
        return {};
    Error error = std::move(lease).error();
    if (error.where.empty())
        error.where = name;
    else
        error.where = std::string(name).append(" ").append(error.where);
    return error;
}

/// What keeps a database from answering, without the words of its error: they may name hosts.
const char* failure_of(postgres::ConnectionPool& pool) {
    auto lease = pool.acquire();
    if (!lease)
        return lease.error().code == Errc::timeout ? "no connection came free in time"
                                                   : "cannot be reached";
    return (*lease)->ping() ? "" : "did not answer";
}

}  // namespace

/// Members in the order of dependence: the audit writer drains before its pool closes, and pools
/// report to the metrics until they are gone.
struct ReferenceCore::Parts {
    Metrics metrics;
    postgres::ConnectionPool pool;
    postgres::ConnectionPool audit_pool;
    std::unique_ptr<postgres::ConnectionPool> read_pool;  ///< Null without a replica.
    std::unique_ptr<redis::Client> redis;
    std::unique_ptr<OpaClient> opa;  // null: the rules decide
    std::string opa_path;
    ServerRegistry servers;
    BulkServers bulk_servers;
    ServerListing listing;
    ToolRegistry tools;
    GatewayCatalog catalog;
    RegistryStatistics statistics;
    RegistryExport exports;
    ResourceRegistry resources;
    PolicyCacheOptions policy_options;
    const TimeSource& time;
    Evaluator evaluator;
    PolicyService policy;
    CostLedger costs;
    Federation federation;
    AccessControl access;
    BreakerStore breakers;
    AlertEvaluator alerts;
    ProtocolStats protocol_stats;
    audit_spool::RecoveryReport spool_recovery;
    std::unique_ptr<SiemForwarder> siem;
    std::unique_ptr<AuditWriter> audit;  ///< Set by open_audit().

    [[nodiscard]] postgres::ConnectionPool& reads() {
        return read_pool != nullptr ? *read_pool : pool;
    }

    Parts(const CoreOptions& options, const TimeSource& clock,
          std::unique_ptr<redis::Client> client, std::unique_ptr<OpaClient> opa_client)
        : pool(options.dsn, options.pool, observe(metrics, DbPool::primary)),
          audit_pool(options.audit_dsn.empty() ? options.dsn : options.audit_dsn,
                     options.audit_pool, observe(metrics, DbPool::audit)),
          read_pool(options.read_dsn.empty()
                        ? nullptr
                        : std::make_unique<postgres::ConnectionPool>(
                              options.read_dsn, options.read_pool, observe(metrics, DbPool::read))),
          redis(std::move(client)),
          opa(std::move(opa_client)),
          opa_path(options.opa ? options.opa->path : std::string()),
          servers(pool, reads()),
          bulk_servers(pool),
          listing(reads()),
          tools(pool, reads()),
          catalog(reads()),
          statistics(reads()),
          exports(reads()),
          resources(pool, reads()),
          policy_options(options.policy),
          time(clock),
          evaluator(opa == nullptr ? rule_evaluator(options.rule_order, options.policy_config)
                                   : opa_evaluator(*opa, *options.opa)),
          policy(
              timed_facts(servers, metrics), redis.get(), policy_options, time,
              [this](const PolicyDecision& decision, Nanos elapsed) {
                  metrics.observe_decision(decision, elapsed);
              },
              evaluator),
          costs(pool, time),
          federation(nodes_of(pool), options.federation, time),
          access(pool),
          breakers(pool, time),
          alerts(pool, time),
          protocol_stats(reads(), redis.get()) {}

    Result<void> open_audit(const CoreOptions& options) {
        AuditWriterOptions writer = options.audit;
        if (options.siem) {
            auto forwarder = SiemForwarder::create(*options.siem, time);
            if (!forwarder)
                return std::move(forwarder).error();
            siem = *std::move(forwarder);
            writer.accepted = [to = siem.get()](AuditEvent event) { to->offer(std::move(event)); };
        }
        if (writer.ack != AckLevel::spool) {
            audit = std::make_unique<AuditWriter>(audit_pool, std::move(writer));
            return {};
        }
        auto spool = audit_spool::Spool::open(options.audit_spool);
        if (!spool)
            return std::move(spool).error();
        spool_recovery = (*spool)->recovery();
        audit = std::make_unique<AuditWriter>(audit_pool, std::move(writer), *std::move(spool));
        return {};
    }
};

Result<std::unique_ptr<ReferenceCore>> ReferenceCore::open(const CoreOptions& options) {
    // Stateless and constant, so that every core may borrow the same one.
    static const SystemTime system_time;
    return open(options, system_time);
}

Result<std::unique_ptr<ReferenceCore>> ReferenceCore::open(const CoreOptions& options,
                                                           const TimeSource& time) {
    auto client = open_redis(options);
    if (!client) {
        Error error = std::move(client).error();
        error.where = "Redis " + error.where;
        return error;
    }
    std::unique_ptr<OpaClient> opa;
    if (options.opa) {
        auto created = OpaClient::create(*options.opa);
        if (!created)
            return std::move(created).error();
        opa = *std::move(created);
    }
    auto parts = std::make_unique<Parts>(options, time, *std::move(client), std::move(opa));
    if (auto reached = check(parts->pool, "database"); !reached)
        return std::move(reached).error();
    if (auto reached = check(parts->audit_pool, "audit database"); !reached)
        return std::move(reached).error();
    if (auto reached = check(parts->reads(), "read replica"); !reached)
        return std::move(reached).error();
    if (auto opened = parts->open_audit(options); !opened)
        return std::move(opened).error();
    return std::unique_ptr<ReferenceCore>(new ReferenceCore(std::move(parts)));
}

ReferenceCore::ReferenceCore(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
ReferenceCore::~ReferenceCore() = default;

ServerRegistry& ReferenceCore::servers() {
    return parts_->servers;
}
BulkServers& ReferenceCore::bulk_servers() {
    return parts_->bulk_servers;
}
ServerListing& ReferenceCore::listing() {
    return parts_->listing;
}
ToolRegistry& ReferenceCore::tools() {
    return parts_->tools;
}
GatewayCatalog& ReferenceCore::catalog() {
    return parts_->catalog;
}
RegistryStatistics& ReferenceCore::statistics() {
    return parts_->statistics;
}
RegistryExport& ReferenceCore::exports() {
    return parts_->exports;
}
const std::string& ReferenceCore::opa_path() const {
    return parts_->opa_path;
}
ResourceRegistry& ReferenceCore::resources() {
    return parts_->resources;
}
PolicyService& ReferenceCore::policy() {
    return parts_->policy;
}
AuditWriter& ReferenceCore::audit() {
    return *parts_->audit;
}
CostLedger& ReferenceCore::costs() {
    return parts_->costs;
}
Federation& ReferenceCore::federation() {
    return parts_->federation;
}
AccessControl& ReferenceCore::access() {
    return parts_->access;
}
BreakerStore& ReferenceCore::breakers() {
    return parts_->breakers;
}
AlertEvaluator& ReferenceCore::alerts() {
    return parts_->alerts;
}
ProtocolStats& ReferenceCore::protocol_stats() {
    return parts_->protocol_stats;
}
const audit_spool::RecoveryReport& ReferenceCore::spool_recovery() const {
    return parts_->spool_recovery;
}
Metrics& ReferenceCore::metrics() {
    return parts_->metrics;
}
postgres::ConnectionPool& ReferenceCore::pool() {
    return parts_->pool;
}
redis::Client* ReferenceCore::redis() const {
    return parts_->redis.get();
}
const TimeSource& ReferenceCore::time() const {
    return parts_->time;
}

std::unique_ptr<PolicyService> ReferenceCore::make_policy_peer() {
    Parts& parts = *parts_;
    return std::make_unique<PolicyService>(timed_facts(parts.servers, parts.metrics),
                                           parts.redis.get(), parts.policy_options, parts.time,
                                           PolicyService::Observer(), parts.evaluator);
}

ReferenceCore::Health ReferenceCore::check_health() {
    Health health;
    if (auto lease = parts_->pool.acquire())
        health.database = (*lease)->ping();
    if (parts_->read_pool != nullptr && health.database) {
        auto lease = parts_->read_pool->acquire();
        health.database = lease && (*lease)->ping();
    }
    health.redis = parts_->redis == nullptr || parts_->redis->ping().has_value();
    if (parts_->opa)
        health.opa = parts_->opa->is_healthy();
    return health;
}

std::vector<Dependency> ReferenceCore::check_dependencies() {
    std::vector<Dependency> dependencies;
    const auto ask = [&](std::string name, const auto& failure) {
        using Steady = std::chrono::steady_clock;
        const auto began = Steady::now();
        Dependency dependency;
        dependency.name = std::move(name);
        dependency.error = failure();
        dependency.latency = Steady::now() - began;
        dependency.healthy = dependency.error.empty();
        dependencies.push_back(std::move(dependency));
    };
    Parts& parts = *parts_;
    ask("postgresql", [&] { return failure_of(parts.pool); });
    if (parts.read_pool)
        ask("postgresql_read", [&] { return failure_of(*parts.read_pool); });
    ask("postgresql_audit", [&] { return failure_of(parts.audit_pool); });
    if (parts.redis)
        ask("redis", [&] { return parts.redis->ping() ? "" : "did not answer"; });
    if (parts.opa)
        ask("opa", [&] { return parts.opa->is_healthy() ? "" : "did not answer"; });
    return dependencies;
}

std::string ReferenceCore::metrics_text() {
    CoreCounters counters;
    counters.pools = {parts_->pool.stats(), parts_->audit_pool.stats(),
                      parts_->read_pool ? parts_->read_pool->stats() : postgres::PoolStats()};
    counters.policy = parts_->policy.stats();
    counters.audit = parts_->audit->stats();
    counters.guards = parts_->metrics.guards().read();
    if (parts_->siem)
        counters.siem = parts_->siem->stats();
    if (parts_->opa)
        counters.opa_breaker = parts_->opa->breaker_stats();
    return parts_->metrics.render(counters);
}

}  // namespace sark
