#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <poll.h>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "scenarios/claims/claim.hpp"
#include "workloads/drivers/http_connection.hpp"

namespace sark::scenarios {

/// Sends an arm's requests to its API server over connections of the load driver, and waits for the
/// answers. For one thread.
class RequestSender {
 public:
    /// Connects nowhere yet. Errc::invalid_scenario for a request that cannot be compiled.
    [[nodiscard]] static Result<RequestSender> create(const std::string& url, const ClaimArm& arm,
                                                      const workloads::DatasetSpec& dataset);

    /// Execution number `index`, up to its last answer: request k of n draws its values as number
    /// n * index + k, as the items of a list do. The first that is not answered as its operation
    /// expects is an error: Errc::protocol, Errc::timeout after 60 s, Errc::unavailable.
    [[nodiscard]] Result<void> send(std::uint64_t index) { return run(index, nullptr); }
    /// As send(); the bodies in the order of the requests.
    [[nodiscard]] Result<std::vector<std::string>> answers(std::uint64_t index);

 private:
    struct Line {
        std::unique_ptr<workloads::HttpConnection> connection;
        std::uint64_t request = 0;  ///< Which of the execution's.
        bool busy = false;
    };

    RequestSender(const ClaimRequest& request, bool connect_each)
        : operation_(&request.operation), times_(request.times), connect_each_(connect_each) {}
    [[nodiscard]] Result<void> run(std::uint64_t index, std::vector<std::string>* bodies);
    [[nodiscard]] Result<void> wait(TimePoint deadline);
    [[nodiscard]] Result<void> take(Line& line, const workloads::Outcome& outcome,
                                    std::vector<std::string>* bodies);
    [[nodiscard]] Error give_up(Errc code, const std::string& message);

    const workloads::OperationSpec* operation_;  ///< Of the claim, which is borrowed.
    std::uint64_t times_;
    bool connect_each_;
    std::vector<Line> lines_;
    std::vector<pollfd> watched_;  ///< By line; only those that are busy.
    std::uint64_t ended_ = 0;      ///< Requests of the execution that is on its way.
};

}  // namespace sark::scenarios
