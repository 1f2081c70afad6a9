#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/drivers/cause_text.hpp"
#include "workloads/drivers/connection.hpp"
#include "workloads/drivers/endpoint.hpp"
#include "workloads/drivers/http_request.hpp"
#include "workloads/drivers/http_response_parser.hpp"
#include "workloads/drivers/socket.hpp"

namespace sark::workloads {

/// What every connection of one HTTP load needs. Immutable and thread-safe.
struct HttpPlan {
    std::string authority;
    std::vector<SocketAddress> addresses;
    std::vector<HttpRequest> requests;  ///< By operation.
    std::size_t kept_body_max = 0;      ///< 0 when no operation reads a body.
};

/// One keep-alive connection; see http_driver.hpp for what its outcomes mean.
class HttpConnection final : public Connection {
 public:
    explicit HttpConnection(std::shared_ptr<const HttpPlan> plan);

    [[nodiscard]] Result<void> open() override;
    [[nodiscard]] std::optional<Outcome> start(const Call& call) noexcept override;
    [[nodiscard]] std::optional<Outcome> on_ready(std::uint32_t epoll_events) noexcept override;
    Outcome abandon() noexcept override;
    [[nodiscard]] int fd() const noexcept override { return socket_.fd(); }
    [[nodiscard]] std::uint32_t interest() const noexcept override;
    [[nodiscard]] std::uint32_t generation() const noexcept override { return generation_; }
    /// Of the last complete answer, as far as the plan keeps bodies; until the next start().
    [[nodiscard]] std::string_view body() const noexcept { return parser_.kept_body(); }

 private:
    enum class State : std::uint8_t { closed, idle, connecting, sending, receiving };

    /// Begins to connect: 0 when connected, EINPROGRESS, or what failed.
    [[nodiscard]] int begin_connect() noexcept;
    [[nodiscard]] std::optional<Outcome> connect_and_send() noexcept;
    [[nodiscard]] std::optional<Outcome> finish_connect() noexcept;
    [[nodiscard]] std::optional<Outcome> send_rest() noexcept;
    [[nodiscard]] std::optional<Outcome> receive() noexcept;
    [[nodiscard]] std::optional<Outcome> on_bytes(std::string_view bytes) noexcept;
    /// By an error of the socket, or (0) by the peer's end of the stream.
    [[nodiscard]] std::optional<Outcome> on_loss(int error) noexcept;
    [[nodiscard]] Outcome connect_failed(int error) noexcept;
    [[nodiscard]] std::optional<Outcome> on_end_of_stream() noexcept;
    /// Ends the operation with the answer that the parser holds.
    [[nodiscard]] Outcome answered(bool reusable) noexcept;
    /// Ends it with a failure of which no answer tells; closes.
    [[nodiscard]] Outcome fail(OutcomeCode code, std::string_view kind,
                               std::string_view example = {}) noexcept;
    [[nodiscard]] Outcome finish(OutcomeCode code, bool reusable) noexcept;
    [[nodiscard]] bool is_stale() const noexcept;
    void close() noexcept;

    // Shared by all connections of the load, so that thousands of them do not each pull their own
    // copy of the templates through the cache.
    std::shared_ptr<const HttpPlan> plan_;
    std::size_t address_ = 0;
    Socket socket_;
    std::uint32_t generation_ = 0;
    State state_ = State::closed;
    const HttpRequest* request_ = nullptr;
    std::string body_;
    std::string message_;
    std::size_t sent_ = 0;    // of message_, on this connection
    bool fresh_ = false;      // connected within this operation
    bool responded_ = false;  // a byte of the answer came
    std::uint64_t bytes_sent_ = 0;
    std::uint64_t bytes_received_ = 0;
    HttpResponseParser parser_;
    CauseText why_;  // of the operation that failed last
};

}  // namespace sark::workloads
