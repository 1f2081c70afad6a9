#pragma once

#include <map>
#include <string>

#include "core/base/result.hpp"

namespace sark::scenarios {

/// What INFO says: "redis_version" -> "7.0.15", "keyspace_hits" -> "12". A connection of its own,
/// 2 s at most per step. `section` as of INFO, e.g. "commandstats"; empty: the usual ones. Errors
/// as of redis::Connection; `where` is the endpoint.
[[nodiscard]] Result<std::map<std::string, std::string>> redis_info(
    const std::string& endpoint, const std::string& password, const std::string& section = {});

/// The lines "name:value" of INFO's answer.
[[nodiscard]] std::map<std::string, std::string> parse_redis_info(const std::string& text);

}  // namespace sark::scenarios
