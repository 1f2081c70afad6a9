#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace sark::scenarios {

/// What INFO says: "redis_version" -> "7.0.15", "keyspace_hits" -> "12". A connection of its own,
/// 2 s at most per step. `section` as of INFO, e.g. "commandstats"; empty: the usual ones. Errors
/// as of redis::Connection; `where` is the endpoint.
[[nodiscard]] Result<std::map<std::string, std::string>> redis_info(
    const std::string& endpoint, const std::string& password, const std::string& section = {});

/// What CONFIG GET says of these settings, and of no other: some are secrets. One that the server
/// does not know is not among them. Errors as of redis_info(); Errc::protocol where CONFIG is
/// refused, as by hosted servers.
[[nodiscard]] Result<std::map<std::string, std::string>> redis_settings(
    const std::string& endpoint, const std::string& password,
    std::span<const std::string_view> names);

/// The lines "name:value" of INFO's answer.
[[nodiscard]] std::map<std::string, std::string> parse_redis_info(const std::string& text);

}  // namespace sark::scenarios
