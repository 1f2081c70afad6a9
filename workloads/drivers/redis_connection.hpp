#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "workloads/drivers/cause_text.hpp"
#include "workloads/drivers/connection.hpp"
#include "workloads/drivers/endpoint.hpp"
#include "workloads/drivers/pipeline_queue.hpp"
#include "workloads/drivers/redis_command.hpp"
#include "workloads/drivers/redis_reply_parser.hpp"
#include "workloads/drivers/socket.hpp"

namespace sark::workloads {

/// What every connection of one Redis load needs. Immutable and thread-safe.
struct RedisPlan {
    std::string where;                     ///< For messages.
    std::vector<SocketAddress> addresses;  ///< One unix socket, or those of a host.
    std::string auth;  ///< The AUTH command as it goes over the wire; empty: none.
    std::vector<RedisCommand> commands;  ///< By operation.
    std::size_t depth = 1;
};

/// One connection; see redis_driver.hpp for what its outcomes mean.
class RedisConnection final : public Connection {
 public:
    explicit RedisConnection(std::shared_ptr<const RedisPlan> plan);

    [[nodiscard]] Result<void> open() override;
    [[nodiscard]] std::optional<Outcome> start(const Call& call) noexcept override;
    [[nodiscard]] std::optional<Outcome> flush() noexcept override;
    [[nodiscard]] std::optional<Outcome> on_ready(std::uint32_t epoll_events) noexcept override;
    [[nodiscard]] std::size_t depth() const noexcept override { return plan_->depth; }
    Outcome abandon() noexcept override;
    [[nodiscard]] int fd() const noexcept override { return socket_.fd(); }
    [[nodiscard]] std::uint32_t interest() const noexcept override;
    [[nodiscard]] std::uint32_t generation() const noexcept override { return generation_; }

 private:
    enum class State : std::uint8_t { closed, connecting, ready };
    struct Pending {
        const RedisCommand* command;  // null: PING
        std::size_t message_bytes;
        Outcome outcome;
    };

    /// A PING at open(): its outcome, absent when time is up.
    [[nodiscard]] std::optional<Outcome> ping_once();
    /// Begins to connect; ok when it may yet succeed, else trouble_ says why not.
    [[nodiscard]] OutcomeCode connect() noexcept;
    void finish_connect() noexcept;
    void add(const RedisCommand* command, const Call& call) noexcept;
    void send() noexcept;
    void receive() noexcept;
    void on_bytes(std::string_view bytes) noexcept;
    void on_reply() noexcept;
    void answer(OutcomeCode code, std::uint64_t bytes_received,
                const FailureCause& cause = {}) noexcept;
    /// Ends everything in flight and closes. Of several only the oldest is to blame for a protocol
    /// error: the others lost their connection by it. The cause is `kind`,
    /// unless the server had said that it would not serve this client.
    void lose(OutcomeCode code, std::string_view kind, std::string_view example = {}) noexcept;
    [[nodiscard]] Outcome unanswered(const Pending& one, OutcomeCode code) const noexcept;
    [[nodiscard]] std::optional<Outcome> next_outcome() noexcept;
    void close() noexcept;

    std::shared_ptr<const RedisPlan> plan_;  // shared: see HttpConnection
    std::size_t address_ = 0;
    Socket socket_;
    State state_ = State::closed;
    std::uint32_t generation_ = 0;
    bool awaits_auth_ = false;
    OutcomeCode loss_ = OutcomeCode::connection;  // what the end of this connection means
    CauseText trouble_;                           // what ended this connection, or is going to
    CauseTexts causes_;                           // of those in flight
    RedisReplyParser parser_;
    std::string word_;
    std::string out_;
    std::size_t written_ = 0;  // of out_
    PipelineQueue<Pending> pending_;
};

}  // namespace sark::workloads
