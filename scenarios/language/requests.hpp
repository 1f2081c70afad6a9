#pragma once

#include "scenarios/language/reader.hpp"
#include "workloads/operations/operation.hpp"

namespace sark::scenarios::language {

/// Bind the driver blocks of an operation; what is wrong with them goes to the value's faults.
[[nodiscard]] workloads::HttpOperation bind_http(const Value& value);
[[nodiscard]] workloads::PostgresOperation bind_postgres(const Value& value);
[[nodiscard]] workloads::RedisOperation bind_redis(const Value& value);
[[nodiscard]] workloads::CoreOperation bind_core(const Value& value);

}  // namespace sark::scenarios::language
