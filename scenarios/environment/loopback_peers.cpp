#include "scenarios/environment/loopback_peers.hpp"

#include <array>
#include <cerrno>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sark::scenarios {

LoopbackPeers::LoopbackPeers(workloads::EpollReactor& reactor, int listener)
    : reactor_(reactor), listener_(listener) {
    reactor_.watch(listener_token, listener_, EPOLLIN);
}

LoopbackPeers::~LoopbackPeers() {
    for (std::uint32_t token = 1; token <= last(); ++token) close(token);
    reactor_.watch(listener_token, -1, 0);
}

int LoopbackPeers::next() const noexcept {
    return ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

void LoopbackPeers::accept_all() {
    for (int fd = next(); fd >= 0; fd = next()) {
        const int on = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        peers_.push_back({fd});
        reactor_.watch(last(), fd, EPOLLIN);
    }
}

void LoopbackPeers::turn_away_all() {
    for (int fd = next(); fd >= 0; fd = next()) ::close(fd);
}

std::uint32_t LoopbackPeers::last() const noexcept {
    return static_cast<std::uint32_t>(peers_.size());
}

bool LoopbackPeers::open(std::uint32_t token) const noexcept {
    return peers_[token - 1].fd >= 0;
}

bool LoopbackPeers::read(std::uint32_t token) {
    Peer& peer = peers_[token - 1];
    std::array<char, 4096> buffer{};
    const ssize_t size = ::recv(peer.fd, buffer.data(), buffer.size(), 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (size <= 0) {
        close(token);
        return false;
    }
    peer.unread.append(buffer.data(), static_cast<std::size_t>(size));
    return true;
}

std::string& LoopbackPeers::unread(std::uint32_t token) {
    return peers_[token - 1].unread;
}

void LoopbackPeers::send(std::uint32_t token, std::string_view answer) {
    const ssize_t written =
        ::send(peers_[token - 1].fd, answer.data(), answer.size(), MSG_NOSIGNAL);
    if (written != static_cast<ssize_t>(answer.size()))
        close(token);
}

void LoopbackPeers::close(std::uint32_t token) {
    Peer& closed = peers_[token - 1];
    if (closed.fd < 0)
        return;
    reactor_.watch(token, -1, 0);
    ::close(closed.fd);
    closed.fd = -1;
}

}  // namespace sark::scenarios
