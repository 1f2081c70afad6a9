#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/policy/decision.hpp"

namespace sark {

/// Lets concurrent callers with one key share one evaluation. Thread-safe.
class SingleFlight {
 public:
    struct Outcome {
        PolicyDecision decision;
        bool waited = false;  ///< Another caller evaluated it.
    };

    /// Runs `evaluate`, or waits for the caller that is running it now for the same key. A throw is
    /// turned into `on_throw` for everybody.
    [[nodiscard]] Outcome run(const std::string& key,
                              const std::function<PolicyDecision()>& evaluate,
                              const PolicyDecision& on_throw);

 private:
    struct Flight {
        std::condition_variable landed;
        std::optional<PolicyDecision> decision;
    };
    std::mutex mutex_;
    // Shared, because waiters read the result after the flight left the table.
    std::unordered_map<std::string, std::shared_ptr<Flight>> flights_;
};

}  // namespace sark
