#pragma once

#include <mutex>
#include <vector>

#include "core/alerts/alert_watch.hpp"
#include "core/base/result.hpp"

namespace sark::postgres {
class ConnectionPool;
class Session;
}  // namespace sark::postgres

namespace sark {

/// Looks at the gateway's vital signs (mcp_gw.alert_metrics) by the active rules of
/// mcp_gw.performance_alerts (S004-TBL-08, S004-SLA-06..10). Several processes may evaluate the
/// same rules: the row's last_triggered lets one of them alert. Thread-safe.
class AlertEvaluator {
 public:
    /// Both are borrowed; `time` says what "now" is in UTC.
    AlertEvaluator(postgres::ConnectionPool& pool, const TimeSource& time)
        : pool_(pool), time_(time) {}

    /// Looks once and returns what is to be told now; see AlertWatch::look(). Call it every half
    /// minute or so. Errors as of postgres::Session, Errc::protocol for a rule that is not
    /// understood; after one, what held before still counts as held.
    [[nodiscard]] Result<std::vector<Alert>> evaluate();

 private:
    [[nodiscard]] static Result<std::vector<AlertRule>> rules(postgres::Session& session);
    [[nodiscard]] static Result<AlertWatch::Metrics> metrics(postgres::Session& session);
    /// Notes in the row that it is told; false when another process did so just now.
    [[nodiscard]] static Result<bool> claim(postgres::Session& session, const Alert& alert,
                                            UtcTime now);

    postgres::ConnectionPool& pool_;
    const TimeSource& time_;
    std::mutex mutex_;
    AlertWatch watch_;
};

}  // namespace sark
