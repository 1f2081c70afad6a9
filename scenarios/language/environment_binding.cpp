#include "scenarios/language/environment_binding.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "migrations/migrator.hpp"
#include "scenarios/language/server_binding.hpp"
#include "scenarios/language/service_binding.hpp"

namespace sark::scenarios::language {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using workloads::DatasetSpec;
using workloads::DriverKind;

constexpr unsigned api_threads_max = 1024;
constexpr unsigned pool_max = 1000;
constexpr unsigned audit_batch_max = 100'000;
constexpr unsigned audit_queue_max = 10'000'000;
constexpr std::uint64_t rows_max = 100'000'000;

void bind_systems(const Value& value, std::vector<std::string>& systems) {
    for (const Value& item : value.items(0, std::size(migrations::systems))) {
        const auto chosen = item.choice(migrations::systems);
        if (!chosen)
            continue;
        const std::string system{migrations::systems[*chosen]};
        if (std::find(systems.begin(), systems.end(), system) != systems.end())
            item.fault("\"" + system + "\" is there twice");
        else
            systems.push_back(system);
    }
}

void bind_dataset(const Value& value, DatasetSpec& dataset) {
    struct Row {
        std::string_view key;
        std::uint64_t DatasetSpec::*member;
        std::uint64_t min;
        std::uint64_t max;
    };
    // Entities that requests draw keys from have a row at least.
    static constexpr std::array<Row, 12> rows = {{
        {"users", &DatasetSpec::users, 1, rows_max},
        {"teams", &DatasetSpec::teams, 1, rows_max},
        {"servers", &DatasetSpec::servers, 1, rows_max},
        {"tools_per_server", &DatasetSpec::tools_per_server, 1, 1000},
        {"resources", &DatasetSpec::resources, 1, rows_max},
        {"capabilities_per_resource", &DatasetSpec::capabilities_per_resource, 1, 1000},
        {"principals", &DatasetSpec::principals, 1, rows_max},
        {"federation_nodes", &DatasetSpec::federation_nodes, 1, rows_max},
        {"cost_rows", &DatasetSpec::cost_rows, 0, rows_max},
        {"audit_rows", &DatasetSpec::audit_rows, 0, rows_max},
        {"json_keys", &DatasetSpec::json_keys, 0, workloads::json_keys_max},
        {"event_days", &DatasetSpec::event_days, 1, workloads::event_days_max},
    }};
    auto reader = value.object();
    if (!reader)
        return;
    if (const auto seed = reader->find("seed"))
        assign(dataset.seed, seed->whole(0, UINT64_MAX));
    for (const Row& row : rows) {
        if (const auto count = reader->find(row.key))
            assign(dataset.*row.member, count->whole(row.min, row.max));
    }
    if (const auto theta = reader->find("owner_theta"))
        assign(dataset.owner_theta, theta->number(0.0, workloads::owner_theta_max));
    if (const auto share = reader->find("rare_share"))
        assign(dataset.rare_share, share->number(0.0, 1.0));
    if (const auto share = reader->find("active_share"))
        assign(dataset.active_share, share->number(0.0, 1.0));
    reader->finish();
}

void bind_pool(const Value& value, postgres::PoolOverrides& pool) {
    auto reader = value.object();
    if (!reader)
        return;
    if (const auto size = reader->find("pool_size"))
        pool.pool_size = size->small(1, pool_max);
    if (const auto overflow = reader->find("max_overflow"))
        pool.max_overflow = overflow->small(0, pool_max);
    const unsigned together = pool.pool_size.value_or(0) + pool.max_overflow.value_or(0);
    if (together > pool_max)
        value.fault(
            "pool_size and max_overflow are " + std::to_string(together) + " connections together",
            "at most " + std::to_string(pool_max));
    if (const auto timeout = reader->find("timeout")) {
        if (const auto bound = timeout->duration(milliseconds(1), hours(1)))
            pool.timeout_s = to_seconds(*bound);
    }
    if (const auto recycle = reader->find("recycle")) {
        if (const auto bound = recycle->duration(Nanos{0}, hours(24 * 30)))
            pool.recycle_s = to_seconds(*bound);
    }
    if (const auto ping = reader->find("pre_ping"))
        pool.pre_ping = ping->boolean();
    if (const auto echo = reader->find("echo_pool"))
        pool.echo_pool = echo->boolean();
    reader->finish();
}

void bind_audit(const Value& value, AuditSettings& audit) {
    auto reader = value.object();
    if (!reader)
        return;
    if (const auto ack = reader->find("ack")) {
        if (const auto level = ack->choice(ack_level_names))
            audit.ack = static_cast<AckLevel>(*level);
    }
    if (const auto overflow = reader->find("overflow")) {
        if (const auto way = overflow->choice(audit_overflow_names))
            audit.overflow = static_cast<AuditOverflow>(*way);
    }
    if (const auto batch = reader->find("batch_size"))
        audit.batch_size = batch->small(1, audit_batch_max);
    if (const auto queue = reader->find("queue"))
        audit.queue = queue->small(1, audit_queue_max);
    reader->finish();
}

/// Adds the schemas that a text names.
void add_systems_in(const std::string& sql, std::vector<bool>& touched) {
    for (std::size_t i = 0; i < std::size(migrations::systems); ++i) {
        if (sql.find(std::string(migrations::systems[i]) + ".") != std::string::npos)
            touched[i] = true;
    }
}

/// Adds the schemas that a request touches by its own text.
void add_systems_of(const workloads::OperationSpec& operation, std::vector<bool>& touched) {
    if (const auto* sql = std::get_if<workloads::PostgresOperation>(&operation.request))
        add_systems_in(sql->sql, touched);
}

}  // namespace

BoundEnvironment bind_environment(const Value& value) {
    BoundEnvironment bound;
    auto reader = value.object();
    if (!reader)
        return bound;
    if (const auto systems = reader->find("systems"))
        bind_systems(*systems, bound.spec.systems);
    if (const auto dataset = reader->find("dataset"))
        bind_dataset(*dataset, bound.spec.dataset);
    if (const auto durable = reader->find("durable"))
        assign(bound.spec.durable, durable->boolean());
    if (const auto api = reader->find("api")) {
        if (auto members = api->object()) {
            if (const auto threads = members->find("threads"))
                assign(bound.spec.api_threads, threads->small(1, api_threads_max));
            if (const auto options = members->find("options"))
                bind_api_options(*options, bound.spec);
            members->finish();
        }
    }
    if (const auto pool = reader->find("pool"))
        bind_pool(*pool, bound.spec.pool);
    if (const auto audit = reader->find("audit"))
        bind_audit(*audit, bound.spec.audit);
    bind_server(*reader, bound.spec);
    bind_services(*reader, bound.spec);
    reader->finish();
    return bound;
}

void derive_needs(BoundEnvironment& environment, const std::vector<LoadSpec>& loads,
                  const std::vector<MeanwhileSpec>& meanwhile) {
    EnvironmentSpec& spec = environment.spec;
    std::vector<bool> touched(std::size(migrations::systems), false);
    for (const LoadSpec& load : loads) {
        for (const auto& operation : load.operations) {
            const DriverKind driver = operation.driver();
            spec.needs_api = spec.needs_api || driver == DriverKind::http;
            spec.needs_core = spec.needs_core || driver == DriverKind::core;
            spec.needs_redis = spec.needs_redis || driver != DriverKind::postgres;
            spec.needs_postgres = spec.needs_postgres || driver != DriverKind::redis;
            add_systems_of(operation, touched);
        }
    }
    for (const MeanwhileSpec& one : meanwhile) {
        if (one.kind == MeanwhileSpec::Kind::fault && one.service == FaultService::redis)
            spec.needs_redis = true;
        else if (one.kind != MeanwhileSpec::Kind::fault || one.service == FaultService::postgres)
            spec.needs_postgres = true;
        add_systems_in(one.table + " " + one.sql, touched);
    }
    std::vector<std::string> systems;
    for (std::size_t i = 0; i < touched.size(); ++i) {
        const std::string system{migrations::systems[i]};
        if (touched[i] ||
            std::find(spec.systems.begin(), spec.systems.end(), system) != spec.systems.end())
            systems.push_back(system);
    }
    spec.systems = std::move(systems);
    spec.needs_postgres = spec.needs_postgres || !spec.systems.empty();
}

}  // namespace sark::scenarios::language
