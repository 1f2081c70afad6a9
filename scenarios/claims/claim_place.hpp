#pragma once

#include <string>

#include "core/postgres/session.hpp"
#include "core/redis/client.hpp"
#include "workloads/data/dataset.hpp"

namespace sark::scenarios {

/// Where claims are measured: a migrated and seeded database of ours, and a Redis for those that
/// need one. Borrows the sessions.
struct ClaimPlace {
    postgres::Session* session = nullptr;
    std::string dsn;  ///< For connections of an arm's own, and for API servers.
    redis::Client* redis = nullptr;
    workloads::DatasetSpec dataset;
    std::string redis_endpoint;  ///< Of `redis`, for API servers; empty: none.
    std::string redis_password;
    std::string program;  ///< The executable whose `serve` is the API.
};

}  // namespace sark::scenarios
