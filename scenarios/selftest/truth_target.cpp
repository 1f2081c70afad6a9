#include "scenarios/selftest/truth_target.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <deque>
#include <queue>
#include <string_view>
#include <system_error>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/prompt_thread.hpp"

namespace sark::scenarios {

namespace {

using workloads::EpollReactor;
using workloads::Reactor;

constexpr std::string_view answer =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"ok\":true}";
constexpr std::string_view end_of_request = "\r\n\r\n";
constexpr std::uint32_t listener_token = 0;  // connections follow

Error cannot_listen() {
    return {Errc::unavailable, "cannot listen on a loopback port",
            std::generic_category().message(errno), ""};
}

/// The target's side of everything while it runs; lives on its thread.
class Service {
 public:
    Service(EpollReactor& reactor, int listener, const TargetScript& script, Truth& truth)
        : reactor_(reactor), listener_(listener), script_(script), truth_(truth) {
        reactor_.watch(listener_token, listener_, EPOLLIN);
    }
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;
    ~Service() {
        for (std::uint32_t token = 1; token <= peers_.size(); ++token) close(token);
        reactor_.watch(listener_token, -1, 0);
    }

    void turn() {
        std::array<Reactor::Event, 64> events{};
        const TimePoint wake = due_.empty() ? TimePoint::max() : due_.top().at;
        const std::size_t ready = reactor_.wait(wake, events);
        for (std::size_t i = 0; i < ready; ++i) {
            if (events[i].token == listener_token)
                accept_all();
            else
                read_from(events[i].token);
        }
        for (; !due_.empty() && due_.top().at <= reactor_.now(); due_.pop())
            reply(due_.top().token);
    }

 private:
    struct Peer {
        int fd = -1;
        std::string unread{};
        TimePoint asked{};
    };
    struct Due {
        TimePoint at;
        std::uint32_t token;
        bool operator>(const Due& other) const noexcept { return at > other.at; }
    };

    Peer& peer(std::uint32_t token) { return peers_[token - 1]; }

    void accept_all() {
        for (;;) {
            const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (fd < 0)
                return;
            const int on = 1;
            ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            peers_.push_back({fd});
            reactor_.watch(static_cast<std::uint32_t>(peers_.size()), fd, EPOLLIN);
        }
    }

    void close(std::uint32_t token) {
        Peer& closed = peer(token);
        if (closed.fd < 0)
            return;
        reactor_.watch(token, -1, 0);
        ::close(closed.fd);
        closed.fd = -1;
    }

    void read_from(std::uint32_t token) {
        Peer& asking = peer(token);
        std::array<char, 4096> buffer{};
        const ssize_t size = ::recv(asking.fd, buffer.data(), buffer.size(), 0);
        if (size < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (size <= 0)
            return close(token);
        const TimePoint now = reactor_.now();
        asking.unread.append(buffer.data(), static_cast<std::size_t>(size));
        const std::size_t end = asking.unread.find(end_of_request);
        if (end == std::string::npos)
            return;
        asking.unread.erase(0, end + end_of_request.size());
        asking.asked = now;
        const std::uint64_t number = truth_.requests++;
        if (script_.stall_at == number)
            stall();
        const Nanos delay = script_.delay(number);
        if (delay > Nanos{0})
            due_.push({now + delay, token});
        else
            reply(token);
    }

    void stall() {
        const TimePoint begin = reactor_.now();
        std::this_thread::sleep_until(begin + script_.stall);
        truth_.stalled += reactor_.now() - begin;
    }

    void reply(std::uint32_t token) {
        const Peer& asking = peer(token);
        if (asking.fd < 0)
            return;
        truth_.imposed.record(reactor_.now() - asking.asked);
        const ssize_t written = ::send(asking.fd, answer.data(), answer.size(), MSG_NOSIGNAL);
        if (written != static_cast<ssize_t>(answer.size()))
            close(token);
    }

    EpollReactor& reactor_;
    int listener_;
    const TargetScript& script_;
    Truth& truth_;
    std::deque<Peer> peers_;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
};

}  // namespace

Result<std::unique_ptr<TruthTarget>> TruthTarget::start(TargetScript script) {
    std::unique_ptr<TruthTarget> target(new TruthTarget(std::move(script)));
    if (auto opened = target->open(); !opened)
        return opened.error();
    try {
        target->thread_ = std::thread([&target = *target] { target.serve(); });
    } catch (const std::system_error&) {
        return Error{Errc::unavailable, "cannot start the target's thread", "",
                     "raise the limit (ulimit -u)"};
    }
    return target;
}

Result<void> TruthTarget::open() {
    auto reactor = EpollReactor::create();
    if (!reactor)
        return reactor.error();
    reactor_ = *std::move(reactor);
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (listener_ < 0 || ::bind(listener_, generic, length) != 0 ||
        ::listen(listener_, SOMAXCONN) != 0 || ::getsockname(listener_, generic, &length) != 0)
        return cannot_listen();
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    return {};
}

void TruthTarget::serve() noexcept {
    make_this_thread_prompt();
    Service service(*reactor_, listener_, script_, truth_);
    while (!stopping_.load(std::memory_order_relaxed)) service.turn();
}

Truth TruthTarget::stop() {
    stopping_ = true;
    reactor_->wake();
    if (thread_.joinable())
        thread_.join();
    return std::move(truth_);
}

TruthTarget::~TruthTarget() {
    stopping_ = true;
    if (reactor_)
        reactor_->wake();
    if (thread_.joinable())
        thread_.join();
    if (listener_ >= 0)
        ::close(listener_);
}

}  // namespace sark::scenarios
