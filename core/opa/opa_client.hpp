#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/circuit_breaker/circuit_breaker.hpp"
#include "core/policy/evaluator.hpp"

namespace sark {

struct OpaOptions {
    std::string url;                           ///< "http://127.0.0.1:8181"
    std::string path = "/v1/data/mcp/result";  ///< Document of the Data API.
    Nanos timeout = std::chrono::seconds(1);   ///< To connect, and for each answer.
    /// Keeps callers from an OPA that fails (S004-CB-01); absent: every question is asked.
    std::optional<CircuitBreakerOptions> breaker{};
    /// False: each question has a connection of its own, as in upstream's client (S002-CLM-01).
    bool pooled = true;
};

/// An OPA over its REST API: POST {path} {"input": …} gives {"result": …}. Keeps connections alive,
/// one per request in flight, unless it is told not to. Fails closed: no answer in time, another
/// status than 200, and an answer that does not decide are error denials, which nobody caches; so
/// is every question while the circuit breaker is open, without being asked. Thread-safe.
class OpaClient {
 public:
    /// No I/O. Errc::invalid_argument for a URL that is not http://HOST[:PORT], a path that does
    /// not begin with "/", or a timeout that is not positive.
    [[nodiscard]] static Result<std::unique_ptr<OpaClient>> create(const OpaOptions& options);
    ~OpaClient();

    [[nodiscard]] PolicyDecision evaluate(const PolicyRequest& request);
    /// GET /health answers 200.
    [[nodiscard]] bool is_healthy();
    /// Absent without a circuit breaker.
    [[nodiscard]] std::optional<CircuitBreakerStats> breaker_stats() const;

 private:
    struct State;
    [[nodiscard]] PolicyDecision ask(const PolicyRequest& request);
    explicit OpaClient(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// `client` is borrowed.
[[nodiscard]] Evaluator opa_evaluator(OpaClient& client, const OpaOptions& options);

}  // namespace sark
