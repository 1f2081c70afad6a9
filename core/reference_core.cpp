#include "core/reference_core.hpp"

#include <chrono>
#include <utility>

#include "core/metrics/metrics.hpp"
#include "core/policy/policy_service.hpp"
#include "core/postgres/connection_pool.hpp"
#include "core/redis/client.hpp"
#include "core/registry/resource_registry.hpp"

namespace sark {

namespace {

postgres::ConnectionPool::AcquireObserver observe(Metrics& metrics, DbPool pool) {
    return [&metrics, pool](Nanos waited, bool) { metrics.observe_acquire(pool, waited); };
}

/// The registry's facts, each call timed.
FactSource timed_facts(ServerRegistry& servers, Metrics& metrics) {
    using Steady = std::chrono::steady_clock;
    return {[&](const std::string& user_id) {
                const auto began = Steady::now();
                auto principal = servers.principal(user_id);
                metrics.observe_query(DbQuery::select_user, Steady::now() - began);
                return principal;
            },
            [&](const std::string& name) {
                const auto began = Steady::now();
                auto tool = servers.tool_by_name(name);
                metrics.observe_query(DbQuery::select_tool, Steady::now() - began);
                return tool;
            }};
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

}  // namespace

/// Members in the order of dependence: the audit writer drains before its pool closes, and pools
/// report to the metrics until they are gone.
struct ReferenceCore::Parts {
    Metrics metrics;
    postgres::ConnectionPool pool;
    postgres::ConnectionPool audit_pool;
    std::unique_ptr<postgres::ConnectionPool> read_pool;  ///< Null without a replica.
    std::unique_ptr<redis::Client> redis;
    ServerRegistry servers;
    ResourceRegistry resources;
    PolicyService policy;
    AuditWriter audit;

    [[nodiscard]] postgres::ConnectionPool& reads() {
        return read_pool != nullptr ? *read_pool : pool;
    }

    Parts(const CoreOptions& options, const TimeSource& time, std::unique_ptr<redis::Client> client)
        : pool(options.dsn, options.pool, observe(metrics, DbPool::primary)),
          audit_pool(options.audit_dsn.empty() ? options.dsn : options.audit_dsn,
                     options.audit_pool, observe(metrics, DbPool::audit)),
          read_pool(options.read_dsn.empty()
                        ? nullptr
                        : std::make_unique<postgres::ConnectionPool>(
                              options.read_dsn, options.read_pool, observe(metrics, DbPool::read))),
          redis(std::move(client)),
          servers(pool, reads()),
          resources(pool, reads()),
          policy(timed_facts(servers, metrics), redis.get(),
                 {.l1_entries = options.l1_entries,
                  .l1_ttl = options.l1_ttl,
                  .l2_ttl = options.l2_ttl},
                 time,
                 [this](const PolicyDecision& decision, Nanos elapsed) {
                     metrics.observe_decision(decision, elapsed);
                 }),
          audit(audit_pool, options.audit) {}
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
    auto parts = std::make_unique<Parts>(options, time, *std::move(client));
    if (auto reached = check(parts->pool, "database"); !reached)
        return std::move(reached).error();
    if (auto reached = check(parts->audit_pool, "audit database"); !reached)
        return std::move(reached).error();
    if (auto reached = check(parts->reads(), "read replica"); !reached)
        return std::move(reached).error();
    return std::unique_ptr<ReferenceCore>(new ReferenceCore(std::move(parts)));
}

ReferenceCore::ReferenceCore(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
ReferenceCore::~ReferenceCore() = default;

ServerRegistry& ReferenceCore::servers() {
    return parts_->servers;
}
ResourceRegistry& ReferenceCore::resources() {
    return parts_->resources;
}
PolicyService& ReferenceCore::policy() {
    return parts_->policy;
}
AuditWriter& ReferenceCore::audit() {
    return parts_->audit;
}
Metrics& ReferenceCore::metrics() {
    return parts_->metrics;
}
postgres::ConnectionPool& ReferenceCore::pool() {
    return parts_->pool;
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
    return health;
}

std::string ReferenceCore::metrics_text() {
    CoreCounters counters;
    counters.pools = {parts_->pool.stats(), parts_->audit_pool.stats(),
                      parts_->read_pool ? parts_->read_pool->stats() : postgres::PoolStats()};
    counters.policy = parts_->policy.stats();
    counters.audit = parts_->audit.stats();
    return parts_->metrics.render(counters);
}

}  // namespace sark
