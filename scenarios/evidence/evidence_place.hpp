#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"

namespace sark::scenarios {

/// Borrowed and borrowable connections of a pool at one instant.
struct PoolSample {
    double in_use = 0.0;
    double capacity = 0.0;  ///< pool_size + max_overflow.
};

/// Where a run's evidence comes from.
struct EvidencePlace {
    bool collect = true;  ///< False: nothing is asked of any store.
    std::string dsn;      ///< Empty: no PostgreSQL.
    std::string redis;    ///< Empty: no Redis.
    std::string redis_password;
    Nanos patience = std::chrono::seconds(2);  ///< With a PostgreSQL that does not answer.
    std::vector<int> observers;                ///< Backends that are ours and no part of the load.
    std::function<std::optional<PoolSample>()> pool;  ///< Empty: no pool is ours to see. Called by
                                                      ///< another thread.
    std::filesystem::path postgres_log;               ///< Where sampled plans are; empty: nowhere.
    std::string why_no_sampled_plans;                 ///< Empty when there are.
};

}  // namespace sark::scenarios
