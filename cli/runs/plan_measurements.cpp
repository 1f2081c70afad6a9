#include "cli/runs/plan_measurements.hpp"

#include <fmt/format.h>

#include "cli/options/database_options.hpp"
#include "core/redis/client.hpp"
#include "core/redis/key_sizes.hpp"
#include "migrations/migrator.hpp"
#include "migrations/table_sizes.hpp"
#include "scenarios/environment/endpoint_safety.hpp"

namespace sark::cli {

namespace {

using reports::planning::MeasuredSize;

constexpr std::uint32_t sampled_keys = 2000;

/// In the order of `systems`, so that the API's own tables come first.
Result<void> measure_rows(const TargetOptions& options, std::vector<MeasuredSize>& sizes) {
    auto session = open_database(options);
    if (!session)
        return session.error();
    const auto tables = migrations::table_sizes(**session);
    if (!tables)
        return tables.error();
    if (tables->empty())
        return Error{Errc::not_found, "no table of ours has rows in this database", "--dsn",
                     "sark-bench migrate up and sark-bench seed, then again"};
    for (const std::string_view system : migrations::systems)
        for (const migrations::TableSize& table : *tables)
            if (table.schema == system)
                sizes.push_back({table.table,
                                 static_cast<double>(table.bytes) / static_cast<double>(table.rows),
                                 static_cast<double>(table.rows),
                                 fmt::format("{} rows of {}.{} at --dsn ({})", table.rows,
                                             table.schema, table.table,
                                             table.counted ? "counted" : "statistics of ANALYZE")});
    return {};
}

Result<void> measure_entries(const TargetOptions& options, std::vector<MeasuredSize>& sizes) {
    if (auto safe = scenarios::check_redis_safety(options.redis, options.allow_remote); !safe)
        return safe.error();
    redis::ClientOptions how;
    how.address = options.redis;
    how.password = options.redis_password;
    auto client = redis::Client::create(how);
    if (!client)
        return client.error();
    const auto keys = redis::key_sizes(**client, sampled_keys);
    if (!keys)
        return keys.error();
    for (const redis::KeySize& key : *keys)
        sizes.push_back({key.prefix, key.mean_bytes, static_cast<double>(key.sampled),
                         fmt::format("{} of {} drawn keys at --redis", key.sampled, sampled_keys)});
    return {};
}

}  // namespace

Result<void> measure_sizes(TargetOptions& options, reports::planning::PlanRequest& request) {
    if (auto split = split_password(options); !split)
        return split.error();
    if (!options.dsn.empty())
        if (auto measured = measure_rows(options, request.row_sizes); !measured)
            return measured.error();
    if (!options.redis.empty())
        if (auto measured = measure_entries(options, request.entry_sizes); !measured)
            return measured.error();
    return {};
}

}  // namespace sark::cli
