#include "workloads/drivers/redis_connection.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <limits>
#include <system_error>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "core/base/time.hpp"

namespace sark::workloads {
namespace {

constexpr std::string_view ping = "*1\r\n$4\r\nPING\r\n";
constexpr Nanos open_timeout = std::chrono::seconds(5);
constexpr std::size_t buffer_bytes = 16 * 1024;
// A huge, fast answer must not keep the worker from its other connections.
constexpr int reads_per_turn_max = 16;
/// Enough of an error to tell refusals apart and to quote it.
constexpr std::size_t kept_error_bytes = 256;

std::uint32_t saturated(std::uint64_t bytes) noexcept {
    return static_cast<std::uint32_t>(
        std::min<std::uint64_t>(bytes, std::numeric_limits<std::uint32_t>::max()));
}

std::size_t kept_text_max(const RedisPlan& plan) {
    std::size_t kept = kept_error_bytes;
    for (const RedisCommand& command : plan.commands)
        kept = std::max(kept, command.kept_text_max());
    return kept;
}

}  // namespace

RedisConnection::RedisConnection(std::shared_ptr<const RedisPlan> plan)
    : plan_(std::move(plan)), parser_(kept_text_max(*plan_)), pending_(plan_->depth) {
    std::size_t longest_message = ping.size();
    std::size_t longest_word = 0;
    for (const RedisCommand& command : plan_->commands) {
        longest_message = std::max(longest_message, command.longest_message());
        longest_word = std::max(longest_word, command.longest_word());
    }
    out_.reserve(plan_->auth.size() + plan_->depth * longest_message);
    word_.reserve(longest_word);
}

Result<void> RedisConnection::open() {
    for (address_ = 0; address_ < plan_->addresses.size(); ++address_) {
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
    if (const OutcomeCode code = connect(); code != OutcomeCode::ok)
        return Outcome{code, 0, 0};
    add(nullptr, {});
    std::optional<Outcome> outcome = flush();
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

OutcomeCode RedisConnection::connect() noexcept {
    const SocketAddress& address = plan_->addresses[address_];
    socket_ =
        Socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket_.is_open())
        return OutcomeCode::connection;
    ++generation_;
    if (address.storage.ss_family != AF_UNIX) {
        const int on = 1;
        ::setsockopt(socket_.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    const void* storage = &address.storage;
    if (::connect(socket_.fd(), static_cast<const sockaddr*>(storage), address.length) == 0) {
        state_ = State::ready;
    } else if (errno == EINPROGRESS) {
        state_ = State::connecting;
    } else {
        const int error = errno;
        failure_ = std::generic_category().message(error);
        close();
        return error == ECONNREFUSED || error == ENOENT ? OutcomeCode::refused
                                                        : OutcomeCode::connection;
    }
    loss_ = OutcomeCode::connection;
    parser_.reset();
    awaits_auth_ = !plan_->auth.empty();
    out_.assign(plan_->auth);
    written_ = 0;
    return OutcomeCode::ok;
}

void RedisConnection::finish_connect() noexcept {
    int error = 0;
    socklen_t length = sizeof error;
    if (::getsockopt(socket_.fd(), SOL_SOCKET, SO_ERROR, &error, &length) != 0)
        error = errno;
    if (error == 0) {
        state_ = State::ready;
        send();
        return;
    }
    failure_ = std::generic_category().message(error);
    lose(error == ECONNREFUSED ? OutcomeCode::refused : OutcomeCode::connection);
}

std::optional<Outcome> RedisConnection::start(const Call& call) noexcept {
    if (state_ == State::closed) {
        if (const OutcomeCode code = connect(); code != OutcomeCode::ok)
            return Outcome{code, 0, 0};
    }
    add(&plan_->commands[call.operation], call);
    return plan_->depth == 1 ? flush() : std::nullopt;
}

void RedisConnection::add(const RedisCommand* command, const Call& call) noexcept {
    if (written_ > 0)
        out_.erase(0, std::exchange(written_, 0));
    const std::size_t before = out_.size();
    if (command != nullptr)
        command->append(call, word_, out_);
    else
        out_.append(ping);
    pending_.push({command, out_.size() - before, {}});
}

std::optional<Outcome> RedisConnection::flush() noexcept {
    if (state_ == State::ready)
        send();
    return next_outcome();
}

void RedisConnection::send() noexcept {
    while (written_ < out_.size()) {
        const ssize_t count =
            ::send(socket_.fd(), out_.data() + written_, out_.size() - written_, MSG_NOSIGNAL);
        if (count >= 0) {
            written_ += static_cast<std::size_t>(count);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return;
        } else if (errno != EINTR) {
            // What the server said before it closed counts ("-ERR max number of clients").
            receive();
            if (state_ == State::ready)
                lose(loss_);
            return;
        }
    }
    out_.clear();
    written_ = 0;
}

void RedisConnection::receive() noexcept {
    std::array<char, buffer_bytes> buffer;
    for (int reads = 0; reads < reads_per_turn_max && state_ == State::ready; ++reads) {
        const ssize_t count = ::recv(socket_.fd(), buffer.data(), buffer.size(), 0);
        if (count > 0) {
            on_bytes({buffer.data(), static_cast<std::size_t>(count)});
            if (static_cast<std::size_t>(count) < buffer.size())
                return;
        } else if (count == 0) {
            lose(loss_);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return;
        } else if (errno != EINTR) {
            lose(loss_);
        }
    }
}

void RedisConnection::on_bytes(std::string_view bytes) noexcept {
    while (!bytes.empty()) {
        // Bytes that nobody asked for make all that follows worthless.
        if (pending_.unanswered() == 0 && !awaits_auth_) {
            lose(OutcomeCode::protocol);
            return;
        }
        switch (parser_.feed(bytes)) {
            case RedisReplyParser::State::need_more:
                return;
            case RedisReplyParser::State::malformed:
                lose(OutcomeCode::protocol);
                return;
            case RedisReplyParser::State::complete:
                on_reply();
        }
    }
}

void RedisConnection::on_reply() noexcept {
    const bool error = parser_.kind() == RedisReplyParser::Kind::error;
    if (awaits_auth_) {
        awaits_auth_ = false;
        if (!error)
            return;
        if (failure_.empty())
            failure_ = parser_.text();
        if (redis_error_code(parser_.text()) == OutcomeCode::refused)
            loss_ = OutcomeCode::refused;
        return;
    }
    if (const RedisCommand* command = pending_.waiting(0).command) {
        answer(command->judge(parser_), parser_.wire_bytes());
        return;
    }
    if (error && failure_.empty())
        failure_ = parser_.text();
    answer(error ? OutcomeCode::refused : OutcomeCode::ok, parser_.wire_bytes());
}

void RedisConnection::answer(OutcomeCode code, std::uint64_t bytes_received) noexcept {
    Pending& oldest = pending_.answer();
    oldest.outcome = unanswered(oldest, code);
    oldest.outcome.bytes_received = saturated(bytes_received);
}

Outcome RedisConnection::unanswered(const Pending& one, OutcomeCode code) const noexcept {
    return {code, state_ == State::ready ? saturated(one.message_bytes) : 0U, 0U};
}

void RedisConnection::lose(OutcomeCode code) noexcept {
    if (failure_.empty())
        failure_ = code == OutcomeCode::protocol ? "it does not answer as Redis does"
                                                 : "it closed the connection";
    while (pending_.unanswered() > 0) {
        answer(code, 0);
        if (code == OutcomeCode::protocol)
            code = OutcomeCode::connection;
    }
    socket_.close();
    state_ = State::closed;
}

std::optional<Outcome> RedisConnection::next_outcome() noexcept {
    if (pending_.answered() == 0)
        return std::nullopt;
    return pending_.take().outcome;
}

std::optional<Outcome> RedisConnection::on_ready(std::uint32_t epoll_events) noexcept {
    if (epoll_events != 0 && state_ == State::connecting) {
        finish_connect();
    } else if (state_ == State::ready) {
        constexpr std::uint32_t out = EPOLLOUT;
        if ((epoll_events & ~out) != 0)
            receive();
        if ((epoll_events & out) != 0 && state_ == State::ready)
            send();
    }
    return next_outcome();
}

Outcome RedisConnection::abandon() noexcept {
    const Outcome outcome = pending_.empty() ? Outcome{OutcomeCode::timeout, 0, 0}
                                             : unanswered(pending_.oldest(), OutcomeCode::timeout);
    close();
    return outcome;
}

std::uint32_t RedisConnection::interest() const noexcept {
    switch (state_) {
        case State::closed:
            return 0;
        case State::connecting:
            return EPOLLOUT;
        case State::ready:
            return written_ < out_.size() ? EPOLLIN | EPOLLOUT : EPOLLIN;
    }
    return 0;
}

void RedisConnection::close() noexcept {
    socket_.close();
    state_ = State::closed;
    pending_.clear();
}

}  // namespace sark::workloads
