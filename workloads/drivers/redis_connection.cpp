#include "workloads/drivers/redis_connection.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <limits>
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
    : plan_(std::move(plan)),
      causes_(plan_->depth),
      parser_(kept_text_max(*plan_)),
      pending_(plan_->depth) {
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
    const FailureCause why = trouble_.cause();
    // Of an error reply, all of it: it begins with its kind.
    const std::string_view told = why.example.starts_with(why.kind) ? why.example : why.kind;
    return Error{
        Errc::unavailable,
        "Redis cannot be reached: " + std::string(why.kind.empty() ? "no answer in time" : told),
        plan_->where, "is it running, and is the password right?"};
}

std::optional<Outcome> RedisConnection::ping_once() {
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
    trouble_.set({});
    const SocketAddress& address = plan_->addresses[address_];
    socket_ =
        Socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket_.is_open()) {
        trouble_.set(errno_text(errno));
        return OutcomeCode::connection;
    }
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
        trouble_.set(errno_text(error));
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
    lose(error == ECONNREFUSED ? OutcomeCode::refused : OutcomeCode::connection, errno_text(error));
}

std::optional<Outcome> RedisConnection::start(const Call& call) noexcept {
    if (state_ == State::closed) {
        if (const OutcomeCode code = connect(); code != OutcomeCode::ok)
            return Outcome{.code = code, .cause = trouble_.cause()};
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
            const int error = errno;
            receive();
            if (state_ == State::ready)
                lose(loss_, errno_text(error));
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
            lose(loss_, "closed by the server");
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return;
        } else if (errno != EINTR) {
            lose(loss_, errno_text(errno));
        }
    }
}

void RedisConnection::on_bytes(std::string_view bytes) noexcept {
    while (!bytes.empty()) {
        // Bytes that nobody asked for make all that follows worthless.
        if (pending_.unanswered() == 0 && !awaits_auth_) {
            lose(OutcomeCode::protocol, "unasked reply", bytes);
            return;
        }
        const std::string_view reply = bytes;
        switch (parser_.feed(bytes)) {
            case RedisReplyParser::State::need_more:
                return;
            case RedisReplyParser::State::malformed:
                lose(OutcomeCode::protocol, "malformed reply", reply);
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
        // An unknown command's arguments, which the error repeats in quotes, are the password.
        explain_redis_error(parser_.text().substr(0, parser_.text().find('\'')), trouble_);
        if (redis_error_code(parser_.text()) == OutcomeCode::refused)
            loss_ = OutcomeCode::refused;
        return;
    }
    if (const RedisCommand* command = pending_.waiting(0).command) {
        const OutcomeCode code = command->judge(parser_);
        if (code == OutcomeCode::ok) [[likely]] {
            answer(code, parser_.wire_bytes());
            return;
        }
        CauseText& why = causes_.next();
        RedisCommand::explain(parser_, why);
        answer(code, parser_.wire_bytes(), why.cause());
        return;
    }
    if (error && trouble_.kind.empty())
        explain_redis_error(parser_.text(), trouble_);
    answer(error ? OutcomeCode::refused : OutcomeCode::ok, parser_.wire_bytes());
}

void RedisConnection::answer(OutcomeCode code, std::uint64_t bytes_received,
                             const FailureCause& cause) noexcept {
    Pending& oldest = pending_.answer();
    oldest.outcome = unanswered(oldest, code);
    oldest.outcome.bytes_received = saturated(bytes_received);
    oldest.outcome.cause = cause;
}

Outcome RedisConnection::unanswered(const Pending& one, OutcomeCode code) const noexcept {
    return {code, state_ == State::ready ? saturated(one.message_bytes) : 0U, 0U};
}

void RedisConnection::lose(OutcomeCode code, std::string_view kind,
                           std::string_view example) noexcept {
    if (loss_ != OutcomeCode::refused)
        trouble_.set(kind, example);
    while (pending_.unanswered() > 0) {
        answer(code, 0, trouble_.cause());
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
