#include "workloads/drivers/http_connection.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <system_error>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace sark::workloads {
namespace {

constexpr std::size_t buffer_bytes = 16 * 1024;
// A huge, fast answer must not keep the worker from its other connections.
constexpr int reads_per_turn_max = 16;
constexpr int open_timeout_ms = 5'000;

std::uint32_t saturated(std::uint64_t bytes) noexcept {
    return static_cast<std::uint32_t>(
        std::min<std::uint64_t>(bytes, std::numeric_limits<std::uint32_t>::max()));
}

int take_socket_error(int fd) noexcept {
    int error = 0;
    socklen_t length = sizeof error;
    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

/// Waits until a connect ends; 0 or what failed.
int await_connect(int fd) {
    pollfd watched{fd, POLLOUT, 0};
    int ready = 0;
    do {
        ready = ::poll(&watched, 1, open_timeout_ms);
    } while (ready < 0 && errno == EINTR);
    if (ready == 0)
        return ETIMEDOUT;
    return ready < 0 ? errno : take_socket_error(fd);
}

}  // namespace

HttpConnection::HttpConnection(std::shared_ptr<const HttpPlan> plan)
    : plan_(std::move(plan)), parser_(plan_->kept_body_max) {
    std::size_t longest_body = 0;
    std::size_t longest_message = 0;
    for (const HttpRequest& request : plan_->requests) {
        longest_body = std::max(longest_body, request.longest_body());
        longest_message = std::max(longest_message, request.longest_message());
    }
    body_.reserve(longest_body);
    message_.reserve(longest_message);
}

Result<void> HttpConnection::open() {
    int failure = 0;
    for (address_ = 0; address_ < plan_->addresses.size(); ++address_) {
        failure = begin_connect();
        if (failure == EINPROGRESS)
            failure = await_connect(socket_.fd());
        if (failure == 0) {
            state_ = State::idle;
            return {};
        }
        close();
    }
    address_ = 0;
    const std::string why = std::generic_category().message(failure);
    if (failure == EMFILE || failure == ENFILE)
        return Error{Errc::unavailable, "cannot open another connection: " + why, plan_->authority,
                     "raise the limit on open files (ulimit -n), or lower the connections"};
    return Error{Errc::unavailable, "the HTTP target does not accept connections: " + why,
                 plan_->authority, "is it running, and is this its address?"};
}

int HttpConnection::begin_connect() noexcept {
    const SocketAddress& address = plan_->addresses[address_];
    socket_ =
        Socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket_.is_open())
        return errno;
    ++generation_;
    const int on = 1;
    // Nagle's algorithm against delayed acknowledgements costs 40 ms per request.
    ::setsockopt(socket_.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const void* storage = &address.storage;
    return ::connect(socket_.fd(), static_cast<const sockaddr*>(storage), address.length) == 0
               ? 0
               : errno;
}

std::optional<Outcome> HttpConnection::start(const Call& call) noexcept {
    request_ = &plan_->requests[call.operation];
    request_->render(call, body_, message_);
    bytes_sent_ = bytes_received_ = 0;
    fresh_ = false;
    // What is not idempotent cannot be sent again, so look first whether there is anybody to send
    // it to: one system call against counting the server's idle timeout as a lost request.
    if (state_ == State::idle && !request_->is_idempotent() && is_stale())
        close();
    return state_ == State::idle ? send_rest() : connect_and_send();
}

std::optional<Outcome> HttpConnection::connect_and_send() noexcept {
    close();
    fresh_ = true;
    const int failure = begin_connect();
    if (failure == 0 || failure == EINPROGRESS) {
        // Also when connected at once: a turn of the loop more is nothing beside a connect.
        state_ = State::connecting;
        return std::nullopt;
    }
    return connect_failed(failure);
}

std::optional<Outcome> HttpConnection::finish_connect() noexcept {
    const int failure = take_socket_error(socket_.fd());
    if (failure == 0)
        return send_rest();
    return connect_failed(failure);
}

std::optional<Outcome> HttpConnection::send_rest() noexcept {
    if (state_ != State::sending) {
        sent_ = 0;
        responded_ = false;
        parser_.begin(request_->is_head(), request_->expected_headers(),
                      request_->expected_status());
        state_ = State::sending;
    }
    while (sent_ < message_.size()) {
        const ssize_t written =
            ::send(socket_.fd(), message_.data() + sent_, message_.size() - sent_, MSG_NOSIGNAL);
        if (written >= 0) {
            sent_ += static_cast<std::size_t>(written);
            bytes_sent_ += static_cast<std::uint64_t>(written);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return std::nullopt;
        } else if (errno != EINTR) {
            // A server that answers early (413) and closes breaks the pipe; its answer counts.
            state_ = State::receiving;
            return receive();
        }
    }
    state_ = State::receiving;
    return std::nullopt;
}

std::optional<Outcome> HttpConnection::receive() noexcept {
    // On the stack: thousands of connections take turns with the same few lines of cache.
    std::array<char, buffer_bytes> buffer;
    for (int reads = 0; reads < reads_per_turn_max; ++reads) {
        const ssize_t count = ::recv(socket_.fd(), buffer.data(), buffer.size(), 0);
        if (count > 0) {
            const std::string_view bytes(buffer.data(), static_cast<std::size_t>(count));
            if (const auto outcome = on_bytes(bytes))
                return outcome;
            if (bytes.size() < buffer.size())
                return std::nullopt;
        } else if (count == 0) {
            return on_end_of_stream();
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return std::nullopt;
        } else if (errno != EINTR) {
            return on_loss(errno);
        }
    }
    return std::nullopt;
}

std::optional<Outcome> HttpConnection::on_bytes(std::string_view bytes) noexcept {
    responded_ = true;
    bytes_received_ += bytes.size();
    switch (parser_.feed(bytes)) {
        case HttpResponseParser::State::need_more:
            return std::nullopt;
        case HttpResponseParser::State::malformed:
            return fail(OutcomeCode::protocol, "malformed answer", bytes);
        case HttpResponseParser::State::complete:
            break;
    }
    if (parser_.surplus() > 0)
        return fail(OutcomeCode::protocol, "bytes beyond the answer",
                    bytes.substr(bytes.size() - parser_.surplus()));
    // An answer before the end of the request leaves half a request on the wire.
    return answered(parser_.keep_alive() && sent_ == message_.size());
}

std::optional<Outcome> HttpConnection::on_end_of_stream() noexcept {
    if (responded_ && parser_.end_of_stream() == HttpResponseParser::State::complete)
        return answered(false);
    return on_loss(0);
}

std::optional<Outcome> HttpConnection::on_loss(int error) noexcept {
    if (!fresh_ && !responded_ && request_->is_idempotent())
        return connect_and_send();
    const std::string_view end =
        responded_ ? "closed within the answer" : "closed without an answer";
    return fail(OutcomeCode::connection, error == 0 ? end : errno_text(error));
}

Outcome HttpConnection::connect_failed(int error) noexcept {
    return fail(error == ECONNREFUSED ? OutcomeCode::refused : OutcomeCode::connection,
                errno_text(error));
}

std::optional<Outcome> HttpConnection::on_ready(std::uint32_t epoll_events) noexcept {
    switch (state_) {
        case State::closed:
            return std::nullopt;
        case State::idle:
            // Nothing is due: whatever this is, the connection is of no more use.
            if (is_stale())
                close();
            return std::nullopt;
        case State::connecting:
            return finish_connect();
        case State::sending: {
            const bool readable = (epoll_events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0;
            if (readable) {
                if (const auto outcome = receive())
                    return outcome;
            }
            // receive() may have moved the request to a fresh connection.
            return state_ == State::sending ? send_rest() : std::nullopt;
        }
        case State::receiving:
            return receive();
    }
    return std::nullopt;
}

Outcome HttpConnection::abandon() noexcept {
    return finish(OutcomeCode::timeout, false);
}

std::uint32_t HttpConnection::interest() const noexcept {
    switch (state_) {
        case State::closed:
            return 0;
        case State::connecting:
            return EPOLLOUT;
        case State::sending:
            return EPOLLIN | EPOLLOUT;
        case State::idle:
        case State::receiving:
            return EPOLLIN;
    }
    return 0;
}

Outcome HttpConnection::answered(bool reusable) noexcept {
    Outcome outcome = finish(request_->judge(parser_, why_), reusable);
    if (outcome.code != OutcomeCode::ok) [[unlikely]]
        outcome.cause = why_.cause();
    outcome.cache_use = parser_.cache_use();
    outcome.server_time = parser_.server_time();
    return outcome;
}

Outcome HttpConnection::fail(OutcomeCode code, std::string_view kind,
                             std::string_view example) noexcept {
    why_.set(kind, example);
    Outcome outcome = finish(code, false);
    outcome.cause = why_.cause();
    return outcome;
}

Outcome HttpConnection::finish(OutcomeCode code, bool reusable) noexcept {
    if (reusable)
        state_ = State::idle;
    else
        close();
    return {code, saturated(bytes_sent_), saturated(bytes_received_)};
}

bool HttpConnection::is_stale() const noexcept {
    char byte = 0;
    const ssize_t count = ::recv(socket_.fd(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

void HttpConnection::close() noexcept {
    socket_.close();
    state_ = State::closed;
}

}  // namespace sark::workloads
