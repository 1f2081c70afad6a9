#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/time.hpp"

namespace sark::workloads {

/// How one operation ended. Everything but `ok` is an SLA miss; none is ever left out.
enum class OutcomeCode : std::uint8_t {
    ok,            ///< Answered, and the answer is what the operation expects.
    wrong_answer,  ///< Answered in time with something else: fast and wrong is not ok.
    refused,       ///< The target would not take it (connection refused, pool full, 429, 503).
    timeout,       ///< No answer within the operation's timeout, or the target's own (504).
    connection,    ///< The connection broke while the operation was in flight; its fate is unknown.
    protocol,      ///< The answer could not be understood.
    failed_closed  ///< Answered in the form of success that the target failed: SARK denies with
                   ///< 200 what it cannot decide.
};
inline constexpr std::size_t outcome_count = 7;
inline constexpr std::array<std::string_view, outcome_count> outcome_names = {
    "ok", "wrong_answer", "refused", "timeout", "connection", "protocol", "failed_closed"};

/// Whether the server had the answer in its cache, as far as the answer says (X-Cache).
enum class CacheUse : std::uint8_t { untold, hit, miss };

/// Why an operation failed, as far as its target or the system told; empty for ok. The texts are
/// literals or the connection's own: they are valid until it is used again.
struct FailureCause {
    static constexpr std::size_t kind_bytes = 48;  ///< So much of each is kept at most.
    static constexpr std::size_t example_bytes = 120;
    std::string_view kind{};     ///< One of few: "status 503", "SQLSTATE 40001", "0 rows".
    std::string_view example{};  ///< What the target said this time; may be empty.
};

/// How one operation ended, what crossed the wire for it and what the answer says of the server.
struct Outcome {
    OutcomeCode code = OutcomeCode::ok;
    std::uint32_t bytes_sent = 0;
    std::uint32_t bytes_received = 0;
    CacheUse cache_use = CacheUse::untold;
    std::optional<Nanos> server_time{};  ///< The server's own part; absent when it did not tell.
    FailureCause cause{};
};

}  // namespace sark::workloads
