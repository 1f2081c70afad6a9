#pragma once

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "core/base/result.hpp"
#include "core/http/server/connections.hpp"
#include "core/http/server/descriptor.hpp"
#include "core/http/server/http_service.hpp"
#include "core/http/server/loop_seats.hpp"

namespace sark::http {

/// Threads that serve connections as they become ready, all from one epoll: any thread goes on with
/// any connection, so one that waits in a handler keeps nobody but its own client waiting. About as
/// many run at a time as there are processors; the others stand by for those that wait
/// (core/base/waiting.hpp).
class EventLoop {
 public:
    /// All are borrowed. Errc::unavailable when there are no threads or descriptors to be had.
    [[nodiscard]] static Result<std::unique_ptr<EventLoop>> start(const HttpService& service,
                                                                  Connections& connections,
                                                                  unsigned threads);
    /// Joins; not before all connections are gone.
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    /// Begins to serve a connection that is among the connections. False when it cannot be watched.
    [[nodiscard]] bool watch(Connection& connection);
    /// Lets the time run of requests that no thread has been free to read, and answers them when it
    /// is up. To be called now and then, by one thread.
    void look_after_unread();
    /// From now on each answer is the last of its connection.
    void close_after_answers() noexcept { closing_ = true; }

 private:
    class Thread;

    EventLoop(const HttpService& service, Connections& connections, unsigned seats);
    [[nodiscard]] bool open();
    /// Waits for one event and serves it.
    void turn(HttpDate& date);
    void serve(Connection& connection, HttpDate& date);
    void stand_by(Connection& connection);
    [[nodiscard]] bool arm(Connection& connection, Connection::Need need, int operation);

    const HttpService& service_;
    Connections& connections_;
    LoopSeats seats_;
    Descriptor epoll_;
    Descriptor stop_;
    std::atomic<bool> closing_{false};
    std::atomic<bool> stopped_{false};
    std::vector<std::jthread> threads_;
};

}  // namespace sark::http
