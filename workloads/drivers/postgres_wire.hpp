#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "workloads/drivers/cause_text.hpp"
#include "workloads/timing/outcome.hpp"

struct pg_result;  // libpq's PGresult

namespace sark::workloads {

/// The kind of every failure that took its session along and that the server did not explain.
inline constexpr std::string_view connection_lost = "connection lost";

/// Sync, which ends an implicit transaction, and ReadyForQuery, which answers it.
inline constexpr std::uint64_t sync_wire_bytes = 5;
inline constexpr std::uint64_t ready_wire_bytes = 6;

/// Parse of the unnamed statement without parameter types, and ParseComplete, which answers it.
[[nodiscard]] std::uint64_t parse_wire_bytes(std::size_t sql_length) noexcept;
inline constexpr std::uint64_t parsed_wire_bytes = 5;

/// Bytes of Bind, Describe and Execute as libpq sends them for a prepared statement.
[[nodiscard]] std::uint64_t sent_wire_bytes(std::size_t statement_name_length,
                                            std::size_t arguments,
                                            std::size_t argument_bytes) noexcept;

/// Bytes of the answer that made this result, from BindComplete to CommandComplete; for an error
/// its message's length, for what an aborted pipeline skipped nothing.
[[nodiscard]] std::uint64_t received_wire_bytes(const pg_result* result) noexcept;

/// What an SQL error means for the operation; null or empty is an error of libpq's own: the
/// connection is gone. See postgres_driver.hpp.
[[nodiscard]] OutcomeCode sql_error_code(const char* sqlstate) noexcept;

/// The kind is the SQLSTATE and the example the primary message; of libpq's own errors, that the
/// connection is lost and what libpq says.
void explain_sql_error(const pg_result* result, CauseText& why) noexcept;

/// The kind is the SQLSTATE of PQERRORS_VERBOSE text, or what keeps libpq from connecting.
void explain_connect_failure(const char* message, CauseText& why) noexcept;

/// What a failed connect means: libpq has no SQLSTATE for it, only PQERRORS_VERBOSE text.
[[nodiscard]] OutcomeCode connect_failure_code(const char* message) noexcept;

}  // namespace sark::workloads
