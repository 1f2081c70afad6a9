#pragma once

#include <memory>
#include <string>
#include <thread>

#include "core/base/result.hpp"
#include "core/http/server/connections.hpp"
#include "core/http/server/descriptor.hpp"
#include "core/http/server/event_loop.hpp"

namespace sark::http {

/// Listens, hands new connections to the event loop, and ends those whose time is up, that of
/// requests in their handlers included; on a thread of its own. TCP_NODELAY, a backlog of 1024.
class Acceptor {
 public:
    /// `host` may be a name; port 0: any free one. Everything is borrowed. Errc::unavailable when
    /// the address cannot be listened on.
    [[nodiscard]] static Result<std::unique_ptr<Acceptor>> start(const std::string& host, int port,
                                                                 const HttpLimits& limits,
                                                                 const HttpService& service,
                                                                 Connections& connections,
                                                                 EventLoop& loop);
    /// Takes whoever has connected by now, then stops listening.
    ~Acceptor();
    Acceptor(const Acceptor&) = delete;
    Acceptor& operator=(const Acceptor&) = delete;

    [[nodiscard]] int port() const noexcept { return port_; }

 private:
    Acceptor(const HttpLimits& limits, const HttpService& service, Connections& connections,
             EventLoop& loop);
    [[nodiscard]] Result<void> listen(const std::string& host, int port);
    void run();
    void accept_all();
    void take(Descriptor socket, std::string peer);
    void turn_away(const Descriptor& socket);

    const HttpLimits& limits_;
    const HttpService& service_;
    Connections& connections_;
    EventLoop& loop_;
    Descriptor listener_;
    Descriptor stop_;
    int port_ = 0;
    bool is_short_of_descriptors_ = false;
    std::jthread thread_;
};

}  // namespace sark::http
