#include "scenarios/environment/opa_stand_in.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <deque>
#include <functional>
#include <optional>
#include <queue>
#include <string_view>
#include <system_error>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/http/header_text.hpp"

namespace sark::scenarios {

namespace {

using workloads::Reactor;

constexpr std::uint32_t listener_token = 0;  // connections follow
constexpr std::size_t request_max = std::size_t{1} << 20U;
constexpr std::string_view allowed =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 58\r\n\r\n"
    R"({"result":{"allow":true,"reason":"a stand-in allows all"}})";
constexpr std::string_view failed =
    "HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\n"
    "Content-Length: 2\r\n\r\n{}";

Error cannot_listen() {
    return {Errc::unavailable, "cannot listen on a loopback port",
            std::generic_category().message(errno), ""};
}

/// How long the request is that `text` begins with, body included; absent while that is not known.
std::optional<std::size_t> request_length(std::string_view text) {
    const std::size_t head = text.find("\r\n\r\n");
    if (head == std::string_view::npos)
        return std::nullopt;
    std::size_t body = 0;
    constexpr std::string_view name = "content-length:";
    for (std::size_t at = text.find("\r\n"); at < head; at = text.find("\r\n", at + 2)) {
        std::string_view line = text.substr(at + 2, head - at - 2);
        if (line.size() <= name.size() ||
            !http::equals_ignoring_case(line.substr(0, name.size()), name))
            continue;
        line.remove_prefix(name.size());
        line.remove_prefix(std::min(line.size(), line.find_first_not_of(' ')));
        std::from_chars(line.begin(), line.end(), body);
    }
    return head + 4 + body;
}

/// The stand-in's side of everything while it runs; lives on its thread.
class Service {
 public:
    using Mood = OpaStandIn::Mood;
    Service(workloads::EpollReactor& reactor, int listener) : reactor_(reactor) {
        reactor_.watch(listener_token, listener, EPOLLIN);
        listener_ = listener;
    }
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;
    ~Service() {
        for (std::uint32_t token = 1; token <= peers_.size(); ++token) close(token);
        reactor_.watch(listener_token, -1, 0);
    }

    void turn(const std::atomic<Mood>& mood, const std::atomic<Nanos::rep>& delay_ns) {
        std::array<Reactor::Event, 64> events{};
        const TimePoint wake = due_.empty() ? TimePoint::max() : due_.top().at;
        const std::size_t ready = reactor_.wait(wake, events);
        mood_ = mood.load();
        delay_ = Nanos{delay_ns.load()};
        for (std::size_t i = 0; i < ready; ++i) {
            if (events[i].token == listener_token)
                accept_all();
            else
                read_from(events[i].token);
        }
        for (; !due_.empty() && due_.top().at <= reactor_.now(); due_.pop())
            reply(due_.top().token, due_.top().asked, allowed);
    }

 private:
    struct Peer {
        int fd = -1;
        std::string unread{};
        std::uint64_t asked = 0;  ///< Questions so far: a late answer is no later one's.
    };
    struct Due {
        TimePoint at;
        std::uint32_t token;
        std::uint64_t asked;
        bool operator>(const Due& other) const noexcept { return at > other.at; }
    };

    void accept_all() {
        for (;;) {
            const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (fd < 0)
                return;
            if (mood_ == Mood::gone) {
                ::close(fd);
                continue;
            }
            const int on = 1;
            ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            peers_.push_back({fd});
            reactor_.watch(static_cast<std::uint32_t>(peers_.size()), fd, EPOLLIN);
        }
    }

    void close(std::uint32_t token) {
        Peer& closed = peers_[token - 1];
        if (closed.fd < 0)
            return;
        reactor_.watch(token, -1, 0);
        ::close(closed.fd);
        closed.fd = -1;
    }

    void read_from(std::uint32_t token) {
        Peer& asking = peers_[token - 1];
        std::array<char, 4096> buffer{};
        const ssize_t size = ::recv(asking.fd, buffer.data(), buffer.size(), 0);
        if (size < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (size <= 0 || mood_ == Mood::gone || asking.unread.size() > request_max)
            return close(token);
        asking.unread.append(buffer.data(), static_cast<std::size_t>(size));
        const auto length = request_length(asking.unread);
        if (!length || asking.unread.size() < *length)
            return;
        asking.unread.erase(0, *length);
        ++asking.asked;
        if (mood_ == Mood::failing)
            reply(token, asking.asked, failed);
        else if (delay_ > Nanos{0})
            due_.push({reactor_.now() + delay_, token, asking.asked});
        else
            reply(token, asking.asked, allowed);
    }

    void reply(std::uint32_t token, std::uint64_t asked, std::string_view answer) {
        const Peer& asking = peers_[token - 1];
        if (asking.fd < 0 || asking.asked != asked)
            return;
        const ssize_t written = ::send(asking.fd, answer.data(), answer.size(), MSG_NOSIGNAL);
        if (written != static_cast<ssize_t>(answer.size()))
            close(token);
    }

    workloads::EpollReactor& reactor_;
    int listener_ = -1;
    Mood mood_ = Mood::well;
    Nanos delay_{0};
    std::deque<Peer> peers_;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
};

}  // namespace

Result<std::unique_ptr<OpaStandIn>> OpaStandIn::start(Nanos delay) {
    std::unique_ptr<OpaStandIn> stand_in(new OpaStandIn(delay));
    if (auto opened = stand_in->open(); !opened)
        return opened.error();
    try {
        stand_in->thread_ = std::thread([&self = *stand_in] { self.serve(); });
    } catch (const std::system_error&) {
        return Error{Errc::unavailable, "cannot start the OPA stand-in's thread", "",
                     "raise the limit (ulimit -u)"};
    }
    return stand_in;
}

Result<void> OpaStandIn::open() {
    auto reactor = workloads::EpollReactor::create();
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

void OpaStandIn::behave(Mood mood, Nanos delay) {
    mood_ = mood;
    delay_ns_ = (usual_delay_ + delay).count();
}

void OpaStandIn::serve() noexcept {
    Service service(*reactor_, listener_);
    while (!stopping_.load(std::memory_order_relaxed)) service.turn(mood_, delay_ns_);
}

OpaStandIn::~OpaStandIn() {
    stopping_ = true;
    if (thread_.joinable()) {
        reactor_->wake();
        thread_.join();
    }
    if (listener_ >= 0)
        ::close(listener_);
}

}  // namespace sark::scenarios
