#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/circuit_breaker/circuit_breaker.hpp"

namespace sark::postgres {
class ConnectionPool;
}

namespace sark {

/// Circuit breakers as rows of mcp_gw.circuit_breakers (S004-TBL-05): so that a process that starts
/// anew does not call what another has just found to be down, and so that reports can count those
/// that are open (S004-SLA-10). A row is what the last process that saved it saw. Thread-safe.
/// Errors as of postgres::Session.
class BreakerStore {
 public:
    /// Both are borrowed; `time` says what "now" is in UTC.
    BreakerStore(postgres::ConnectionPool& pool, const TimeSource& time)
        : pool_(pool), time_(time) {}

    /// Writes the breaker's state and thresholds. Errc::invalid_argument when there is no such
    /// server in mcp_gw.mcp_servers. Two processes that save a breaker for the first time at the
    /// same instant leave two rows, which all later ones keep alike.
    [[nodiscard]] Result<void> save(const std::string& server_id, const std::string& service_name,
                                    const CircuitBreaker& breaker);

    /// Resumes what was saved, less the time that has passed since; a breaker that was never saved
    /// stays as it is. True when there was something.
    [[nodiscard]] Result<bool> load(const std::string& server_id, const std::string& service_name,
                                    CircuitBreaker& breaker);

    /// Rows whose breaker is open.
    [[nodiscard]] Result<std::uint64_t> count_open();

 private:
    postgres::ConnectionPool& pool_;
    const TimeSource& time_;
};

}  // namespace sark
