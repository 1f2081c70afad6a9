#include "workloads/drivers/redis_driver.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>

#include <hiredis/async.h>
#include <hiredis/hiredis.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/un.h>

#include "core/base/time.hpp"
#include "workloads/drivers/endpoint.hpp"
#include "workloads/drivers/redis_command.hpp"
#include "workloads/drivers/redis_reply.hpp"

namespace sark::workloads {
namespace {

constexpr std::string_view ping = "*1\r\n$4\r\nPING\r\n";
constexpr Nanos open_timeout = std::chrono::seconds(5);

/// What every connection of one Redis load needs. Immutable and thread-safe.
struct RedisPlan {
    std::string where;      // for messages
    std::string unix_path;  // empty: TCP
    std::vector<SocketAddress> addresses;
    int port = 0;
    std::string auth;  // the AUTH command as it goes over the wire; empty: none
    std::vector<RedisCommand> commands;
};

/// Bridges hiredis' callbacks to Connection. hiredis frees its context by itself when a connection
/// fails (after the connect callback) or is lost (after the disconnect callback): both drop our
/// pointer, and nothing touches it after a call that may have read or written.
class RedisConnection final : public Connection {
 public:
    explicit RedisConnection(std::shared_ptr<const RedisPlan> plan) : plan_(std::move(plan)) {
        std::size_t longest_message = ping.size();
        std::size_t longest_word = 0;
        for (const RedisCommand& command : plan_->commands) {
            longest_message = std::max(longest_message, command.longest_message());
            longest_word = std::max(longest_word, command.longest_word());
        }
        message_.reserve(longest_message);
        word_.reserve(longest_word);
    }
    ~RedisConnection() override { close(); }
    RedisConnection(const RedisConnection&) = delete;
    RedisConnection& operator=(const RedisConnection&) = delete;

    [[nodiscard]] Result<void> open() override;
    [[nodiscard]] std::optional<Outcome> start(const Call& call) noexcept override;
    [[nodiscard]] std::optional<Outcome> on_ready(std::uint32_t epoll_events) noexcept override;
    Outcome abandon() noexcept override;
    [[nodiscard]] int fd() const noexcept override { return context_ ? context_->c.fd : -1; }
    [[nodiscard]] std::uint32_t interest() const noexcept override;

 private:
    /// Sends message_, connecting first when there is no connection.
    [[nodiscard]] std::optional<Outcome> send() noexcept;
    /// Runs hiredis until message_ is answered, the connection fails, or time is up.
    [[nodiscard]] std::optional<Outcome> ping_once();
    [[nodiscard]] OutcomeCode connect() noexcept;
    void close() noexcept;
    void on_loss(const redisAsyncContext& context) noexcept;
    void on_reply(const redisReply* reply) noexcept;
    void on_auth_reply(const redisReply* reply) noexcept;
    void end(OutcomeCode code) noexcept;
    [[nodiscard]] std::optional<Outcome> outcome() noexcept;
    void set_hooks() noexcept;

    std::shared_ptr<const RedisPlan> plan_;  // shared: see HttpConnection
    redisAsyncContext* context_ = nullptr;   // hiredis' own; see above
    std::size_t address_ = 0;
    bool connected_ = false;
    bool wants_read_ = false;
    bool wants_write_ = false;
    bool in_flight_ = false;
    bool reached_ = false;  // the command found a connection to be written to
    bool ended_ = false;
    OutcomeCode code_ = OutcomeCode::ok;
    OutcomeCode loss_ = OutcomeCode::connection;  // what the end of this connection means
    std::string failure_;                         // of open()
    const RedisCommand* command_ = nullptr;       // null: PING
    std::string word_;
    std::string message_;
    std::uint64_t bytes_received_ = 0;
};

Result<void> RedisConnection::open() {
    message_.assign(ping);
    command_ = nullptr;
    const std::size_t candidates = plan_->unix_path.empty() ? plan_->addresses.size() : 1;
    for (address_ = 0; address_ < candidates; ++address_) {
        const auto outcome = ping_once();
        if (outcome && outcome->code == OutcomeCode::ok)
            return {};
        close();
    }
    address_ = 0;
    return Error{Errc::unavailable,
                 "Redis cannot be reached: " + (failure_.empty() ? "no answer in time" : failure_),
                 plan_->where, "is it running, and is the password right?"};
}

std::optional<Outcome> RedisConnection::ping_once() {
    failure_.clear();
    std::optional<Outcome> outcome = send();
    const TimePoint deadline = SystemTime().now() + open_timeout;
    while (!outcome) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - SystemTime().now()).count();
        // poll() and epoll share the values of IN and OUT.
        pollfd watched{fd(), static_cast<short>(interest()), 0};
        const int ready = left <= 0 ? 0 : ::poll(&watched, 1, static_cast<int>(left));
        if (ready == 0)
            return std::nullopt;
        if (ready > 0)
            outcome = on_ready(static_cast<std::uint32_t>(watched.revents));
    }
    return outcome;
}

std::optional<Outcome> RedisConnection::start(const Call& call) noexcept {
    command_ = &plan_->commands[call.operation];
    command_->render(call, word_, message_);
    return send();
}

std::optional<Outcome> RedisConnection::send() noexcept {
    in_flight_ = true;
    ended_ = false;
    reached_ = connected_;
    bytes_received_ = 0;
    if (context_ == nullptr) {
        const OutcomeCode code = connect();
        if (code != OutcomeCode::ok)
            end(code);
    }
    if (!ended_) {
        const int queued = redisAsyncFormattedCommand(
            context_,
            [](redisAsyncContext*, void* reply, void* self) {
                static_cast<RedisConnection*>(self)->on_reply(static_cast<redisReply*>(reply));
            },
            this, message_.data(), message_.size());
        if (queued != REDIS_OK) {
            close();
            end(OutcomeCode::connection);
        } else if (connected_) {
            // Saves a turn of the event loop: the socket is nearly always writable.
            redisAsyncHandleWrite(context_);
        }
    }
    return outcome();
}

OutcomeCode RedisConnection::connect() noexcept {
    connected_ = wants_read_ = wants_write_ = false;
    loss_ = OutcomeCode::connection;
    redisAsyncContext* context =
        plan_->unix_path.empty()
            ? redisAsyncConnect(plan_->addresses[address_].text.c_str(), plan_->port)
            : redisAsyncConnectUnix(plan_->unix_path.c_str());
    if (context == nullptr)
        return OutcomeCode::connection;
    if (context->err != 0) {
        on_loss(*context);
        redisAsyncFree(context);
        return loss_;
    }
    context_ = context;
    set_hooks();
    if (!plan_->auth.empty())
        redisAsyncFormattedCommand(
            context_,
            [](redisAsyncContext*, void* reply, void* self) {
                static_cast<RedisConnection*>(self)->on_auth_reply(static_cast<redisReply*>(reply));
            },
            this, plan_->auth.data(), plan_->auth.size());
    return OutcomeCode::ok;
}

void RedisConnection::set_hooks() noexcept {
    context_->data = this;
    context_->ev.data = this;
    context_->ev.addRead = [](void* data) {
        static_cast<RedisConnection*>(data)->wants_read_ = true;
    };
    context_->ev.delRead = [](void* data) {
        static_cast<RedisConnection*>(data)->wants_read_ = false;
    };
    context_->ev.addWrite = [](void* data) {
        static_cast<RedisConnection*>(data)->wants_write_ = true;
    };
    context_->ev.delWrite = [](void* data) {
        static_cast<RedisConnection*>(data)->wants_write_ = false;
    };
    context_->ev.cleanup = [](void* data) {
        auto& connection = *static_cast<RedisConnection*>(data);
        connection.wants_read_ = connection.wants_write_ = false;
    };
    redisAsyncSetConnectCallback(context_, [](const redisAsyncContext* context, int status) {
        auto& connection = *static_cast<RedisConnection*>(context->data);
        connection.connected_ = connection.reached_ = status == REDIS_OK;
        if (status != REDIS_OK)
            connection.on_loss(*context);
    });
    redisAsyncSetDisconnectCallback(context_, [](const redisAsyncContext* context, int) {
        static_cast<RedisConnection*>(context->data)->on_loss(*context);
    });
}

void RedisConnection::on_loss(const redisAsyncContext& context) noexcept {
    const std::string_view reason = context.c.errstr;
    if (failure_.empty())
        failure_ = reason;
    if (!connected_ && (reason.find("Connection refused") != std::string_view::npos ||
                        reason.find("No such file") != std::string_view::npos))
        loss_ = OutcomeCode::refused;
    if (context.c.err == REDIS_ERR_PROTOCOL)
        loss_ = OutcomeCode::protocol;
    context_ = nullptr;
    connected_ = false;
}

void RedisConnection::on_auth_reply(const redisReply* reply) noexcept {
    if (reply == nullptr || reply->type != REDIS_REPLY_ERROR)
        return;
    const std::string_view error(reply->str, reply->len);
    if (failure_.empty())
        failure_ = error;
    if (redis_error_code(error) == OutcomeCode::refused)
        loss_ = OutcomeCode::refused;
}

void RedisConnection::on_reply(const redisReply* reply) noexcept {
    // Null: the connection is going down, or close() gave the command up.
    if (reply == nullptr || !in_flight_)
        return;
    bytes_received_ = reply_wire_bytes(*reply);
    if (command_ != nullptr) {
        end(judge_reply(*reply, *command_));
        return;
    }
    if (reply->type == REDIS_REPLY_ERROR && failure_.empty())
        failure_.assign(reply->str, reply->len);
    end(reply->type == REDIS_REPLY_ERROR ? OutcomeCode::refused : OutcomeCode::ok);
}

void RedisConnection::end(OutcomeCode code) noexcept {
    code_ = code;
    ended_ = true;
}

std::optional<Outcome> RedisConnection::outcome() noexcept {
    if (in_flight_ && !ended_ && context_ == nullptr)
        end(loss_);
    if (!in_flight_ || !ended_)
        return std::nullopt;
    in_flight_ = false;
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    const std::uint64_t sent = reached_ ? message_.size() : 0;
    return Outcome{code_, static_cast<std::uint32_t>(std::min(sent, most)),
                   static_cast<std::uint32_t>(std::min(bytes_received_, most))};
}

std::optional<Outcome> RedisConnection::on_ready(std::uint32_t epoll_events) noexcept {
    constexpr std::uint32_t broken = EPOLLERR | EPOLLHUP;
    if (context_ != nullptr && wants_read_ && (epoll_events & (EPOLLIN | broken)) != 0)
        redisAsyncHandleRead(context_);
    // The read may have freed the context.
    if (context_ != nullptr && wants_write_ && (epoll_events & (EPOLLOUT | broken)) != 0)
        redisAsyncHandleWrite(context_);
    return outcome();
}

Outcome RedisConnection::abandon() noexcept {
    close();
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    const std::uint64_t sent = reached_ ? message_.size() : 0;
    return {OutcomeCode::timeout, static_cast<std::uint32_t>(std::min(sent, most)), 0};
}

std::uint32_t RedisConnection::interest() const noexcept {
    if (context_ == nullptr)
        return 0;
    return (wants_read_ ? std::uint32_t{EPOLLIN} : 0U) |
           (wants_write_ ? std::uint32_t{EPOLLOUT} : 0U);
}

void RedisConnection::close() noexcept {
    in_flight_ = false;
    if (redisAsyncContext* context = std::exchange(context_, nullptr))
        redisAsyncFree(context);
    connected_ = wants_read_ = wants_write_ = false;
}

Result<RedisPlan> make_plan(const Target& target, const std::vector<OperationSpec>& operations,
                            const RequestContext& context) {
    constexpr std::string_view unix_scheme = "unix:";
    RedisPlan plan;
    plan.where = target.redis;
    for (const OperationSpec& operation : operations) {
        auto command = RedisCommand::compile(operation, context);
        if (!command)
            return std::move(command).error();
        plan.commands.push_back(std::move(command).value());
    }
    if (!target.redis_password.empty())
        plan.auth = "*2\r\n$4\r\nAUTH\r\n$" + std::to_string(target.redis_password.size()) +
                    "\r\n" + target.redis_password + "\r\n";
    if (target.redis.empty())
        return Error{Errc::invalid_argument, "Redis operations need a target", "Redis target",
                     "give --redis unix:/path or host:port"};
    if (target.redis.starts_with(unix_scheme)) {
        plan.unix_path = target.redis.substr(unix_scheme.size());
        if (plan.unix_path.empty() || plan.unix_path.size() >= sizeof(sockaddr_un::sun_path))
            return Error{Errc::invalid_argument, "the socket path is empty or too long",
                         target.redis, "at most 107 characters"};
        return plan;
    }
    const auto endpoint = parse_endpoint(target.redis, "6379", "Redis target");
    if (!endpoint)
        return endpoint.error();
    auto addresses = resolve(*endpoint);
    if (!addresses)
        return std::move(addresses).error();
    plan.addresses = std::move(addresses).value();
    plan.port = std::stoi(endpoint->port);
    return plan;
}

void ignore_broken_pipes() {
    struct sigaction current {};
    if (sigaction(SIGPIPE, nullptr, &current) == 0 && current.sa_handler == SIG_DFL)
        std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace

Result<ConnectionFactory> make_redis_factory(const Target& target,
                                             const std::vector<OperationSpec>& operations,
                                             const RequestContext& context) {
    auto plan = make_plan(target, operations, context);
    if (!plan)
        return std::move(plan).error();
    ignore_broken_pipes();
    return ConnectionFactory([plan = std::make_shared<const RedisPlan>(std::move(plan).value())](
                                 std::size_t) -> Result<std::unique_ptr<Connection>> {
        return std::unique_ptr<Connection>(std::make_unique<RedisConnection>(plan));
    });
}

}  // namespace sark::workloads
