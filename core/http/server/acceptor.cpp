#include "core/http/server/acceptor.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "core/http/server/response_text.hpp"

namespace sark::http {

namespace {

constexpr int backlog = 1'024;

struct FreeAddresses {
    void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

/// A socket that listens there; none when that cannot be had.
Descriptor listen_on(const addrinfo& address) {
    Descriptor socket(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int yes = 1;
    // Not SO_REUSEPORT, with which a second server on the port would silently share it.
    if (!socket || ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        ::bind(socket.get(), address.ai_addr, address.ai_addrlen) != 0 ||
        ::listen(socket.get(), backlog) != 0)
        return {};
    return socket;
}

/// Both kinds of address have their port in the same place.
int port_of(const Descriptor& socket) {
    sockaddr_in6 address{};
    socklen_t length = sizeof address;
    void* const place = &address;
    if (::getsockname(socket.get(), static_cast<sockaddr*>(place), &length) != 0)
        return 0;
    return ntohs(address.sin6_port);
}

std::string address_text(const sockaddr_storage& address, socklen_t length) {
    std::array<char, INET6_ADDRSTRLEN + 16> text{};
    const void* const place = &address;
    if (::getnameinfo(static_cast<const sockaddr*>(place), length, text.data(), text.size(),
                      nullptr, 0, NI_NUMERICHOST) != 0)
        return {};
    return text.data();
}

/// How often connections are looked at: a fraction of the shortest time that they have.
int tick_ms(const HttpLimits& limits) {
    const Nanos shortest = std::min({limits.request_time, limits.answer_time, limits.idle_time,
                                     limits.write_time, limits.linger_time});
    const auto tick = std::chrono::duration_cast<std::chrono::milliseconds>(shortest / 4).count();
    return static_cast<int>(std::clamp<std::int64_t>(tick, 5, 500));
}

}  // namespace

Acceptor::Acceptor(const HttpLimits& limits, const HttpService& service, Connections& connections,
                   EventLoop& loop)
    : limits_(limits), service_(service), connections_(connections), loop_(loop) {}

Result<std::unique_ptr<Acceptor>> Acceptor::start(const std::string& host, int port,
                                                  const HttpLimits& limits,
                                                  const HttpService& service,
                                                  Connections& connections, EventLoop& loop) {
    std::unique_ptr<Acceptor> acceptor(new Acceptor(limits, service, connections, loop));
    if (auto listening = acceptor->listen(host, port); !listening)
        return std::move(listening).error();
    acceptor->stop_ = Descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    try {
        if (acceptor->stop_)
            acceptor->thread_ = std::jthread([&acceptor = *acceptor] { acceptor.run(); });
    } catch (const std::system_error&) {
        acceptor->stop_.reset();
    }
    if (!acceptor->stop_)
        return Error{Errc::unavailable, "the API server could not start its threads", host,
                     "give it fewer threads"};
    return acceptor;
}

Result<void> Acceptor::listen(const std::string& host, int port) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const bool known =
        ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found) == 0;
    const std::unique_ptr<addrinfo, FreeAddresses> addresses(known ? found : nullptr);
    for (const addrinfo* address = addresses.get(); address != nullptr && !listener_;
         address = address->ai_next)
        listener_ = listen_on(*address);
    if (!listener_)
        return Error{Errc::unavailable, "cannot listen on this address",
                     host + ":" + std::to_string(port),
                     "another program may use the port: choose another, or 0 for any free one"};
    port_ = port_of(listener_);
    return {};
}

Acceptor::~Acceptor() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto ignored = ::write(stop_.get(), &one, sizeof one);
    if (thread_.joinable())
        thread_.join();
}

void Acceptor::run() {
    const int tick = tick_ms(limits_);
    auto look_at = std::chrono::steady_clock::now();
    for (;;) {
        // Out of descriptors, the listener would be ready for ever.
        std::array<pollfd, 2> watched{{{stop_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}}};
        ::poll(watched.data(), is_short_of_descriptors_ ? 1 : 2, tick);
        is_short_of_descriptors_ = false;
        accept_all();
        if (watched[0].revents != 0)
            return;
        // Not for each of a crowd that connects.
        if (const auto now = std::chrono::steady_clock::now(); now >= look_at) {
            connections_.expire(service_);
            loop_.look_after_unread();
            look_at = now + std::chrono::milliseconds(tick);
        }
    }
}

void Acceptor::accept_all() {
    for (;;) {
        sockaddr_storage address{};
        socklen_t length = sizeof address;
        void* const place = &address;
        Descriptor socket(::accept4(listener_.get(), static_cast<sockaddr*>(place), &length,
                                    SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (socket) {
            take(std::move(socket), address_text(address, length));
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            is_short_of_descriptors_ = true;
            return;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EBADF || errno == EINVAL) {
            return;
        }
    }
}

void Acceptor::take(Descriptor socket, std::string peer) {
    if (connections_.count() >= limits_.connections) {
        turn_away(socket);
        return;
    }
    const int yes = 1;
    // Without it Nagle's algorithm and delayed ACKs make an answer in two pieces wait 40 ms.
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    Connection& connection =
        connections_.add(std::make_unique<Connection>(std::move(socket), std::move(peer), limits_));
    if (!loop_.watch(connection))
        connections_.remove(connection);
}

void Acceptor::turn_away(const Descriptor& socket) {
    std::string answer;
    HttpDate date;
    append_response(answer, service_.refuse(503), {false, true, false}, date.now());
    // A new connection has room for it. A client that is about to send may miss it.
    [[maybe_unused]] const auto ignored =
        ::send(socket.get(), answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::shutdown(socket.get(), SHUT_WR);
}

}  // namespace sark::http
