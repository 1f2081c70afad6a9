#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "workloads/engine/epoll_reactor.hpp"

namespace sark::scenarios {

/// The connections of a small server on its reactor, on one thread: the listener has token 0, they
/// follow in the order in which they came and keep their tokens. Closes what is open at its end.
class LoopbackPeers {
 public:
    static constexpr std::uint32_t listener_token = 0;

    LoopbackPeers(workloads::EpollReactor& reactor, int listener);
    ~LoopbackPeers();
    LoopbackPeers(const LoopbackPeers&) = delete;
    LoopbackPeers& operator=(const LoopbackPeers&) = delete;

    /// Takes all who wait at the listener, or turns them away unanswered.
    void accept_all();
    void turn_away_all();
    /// The highest token there ever was.
    [[nodiscard]] std::uint32_t last() const noexcept;
    [[nodiscard]] bool open(std::uint32_t token) const noexcept;
    /// Whether there is more of what the peer said; closes it when it has gone.
    [[nodiscard]] bool read(std::uint32_t token);
    /// What it said that nobody took yet.
    [[nodiscard]] std::string& unread(std::uint32_t token);
    /// In one piece, or the peer is closed: answers are shorter than any socket's buffer.
    void send(std::uint32_t token, std::string_view answer);
    void close(std::uint32_t token);

 private:
    struct Peer {
        int fd = -1;
        std::string unread{};
    };
    [[nodiscard]] int next() const noexcept;

    workloads::EpollReactor& reactor_;
    int listener_;
    std::deque<Peer> peers_;
};

}  // namespace sark::scenarios
