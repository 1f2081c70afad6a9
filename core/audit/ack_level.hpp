#pragma once

#include <cstdint>
#include <string_view>

namespace sark {

/// When an audit event counts as acknowledged.
enum class AckLevel : std::uint8_t {
    memory,    ///< Queued. Lost if the process dies before its batch is committed.
    spool,     ///< On this machine's disk. Survives the process and any outage of the database.
    database,  ///< Committed.
};
inline constexpr std::string_view ack_level_names[] = {"memory", "spool", "database"};

/// What becomes of an event for which there is no room.
enum class AuditOverflow : std::uint8_t {
    reject,  ///< Refused at once, and counted.
    block,   ///< The caller waits up to a deadline for room; then refused, and counted. Those who
             ///< come while there still is none are refused at once.
};
inline constexpr std::string_view audit_overflow_names[] = {"reject", "block"};

}  // namespace sark
