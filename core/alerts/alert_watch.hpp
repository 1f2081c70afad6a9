#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"

namespace sark {

enum class AlertComparison : std::uint8_t { below, at_most, above, at_least };

/// "<", "<=", ">" or ">="; absent for anything else.
[[nodiscard]] std::optional<AlertComparison> comparison_from(std::string_view sign);

/// A row of mcp_gw.performance_alerts (S004-TBL-08); the defaults are the table's.
struct AlertRule {
    std::string id;
    std::string name;
    std::string metric;
    AlertComparison comparison = AlertComparison::above;
    double threshold = 0;
    Nanos duration = std::chrono::minutes(5);   ///< How long it must hold.
    Nanos cooldown = std::chrono::minutes(60);  ///< From one alert to the next.
    std::optional<UtcTime> last_triggered;
};

struct Alert {
    std::string id;
    std::string name;
    std::string metric;
    double value = 0;
    double threshold = 0;
};

/// Which rules hold, and since when. One thread.
class AlertWatch {
 public:
    /// Metrics by name; one without data is not among them.
    using Metrics = std::map<std::string, double>;

    /// The rules that are due: their condition held at every look for the whole of their duration,
    /// and their cooldown is over. A look without data of a metric, and a rule that changed, begin
    /// anew. How often it looks decides how well "every look" stands for "all the while".
    [[nodiscard]] std::vector<Alert> look(std::span<const AlertRule> rules, const Metrics& metrics,
                                          UtcTime now);

 private:
    struct Held {
        UtcTime since;
        std::string condition;  ///< Of the rule, to notice when it changes.
    };
    std::map<std::string, Held> held_;  ///< By the rule's id: those whose condition holds.
};

}  // namespace sark
