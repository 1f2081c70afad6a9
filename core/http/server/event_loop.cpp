#include "core/http/server/event_loop.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <system_error>

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include "core/base/prompt_thread.hpp"
#include "core/base/waiting.hpp"

namespace sark::http {

namespace {

/// One per processor, and two where there is one: a handler that computes for long holds its seat.
unsigned seats_for(unsigned threads) {
    return std::min(threads, std::max(2U, std::thread::hardware_concurrency()));
}

}  // namespace

/// One of the threads, while it runs.
class EventLoop::Thread final : WaitListener {
 public:
    explicit Thread(EventLoop& loop) : loop_(loop) {}

    void run() {
        // Beside a database that computes for milliseconds a request of microseconds comes first.
        make_this_thread_prompt();
        const ListeningForWaits listening(*this);
        while (loop_.seats_.take()) {
            seated_ = true;
            while (seated_ && !loop_.stopped_.load(std::memory_order_relaxed)) loop_.turn(date_);
            if (seated_)
                return;
        }
    }

 private:
    void about_to_wait() noexcept override {
        if (!seated_)
            return;
        seated_ = false;
        loop_.seats_.leave();
    }

    EventLoop& loop_;
    HttpDate date_;
    bool seated_ = false;
};

EventLoop::EventLoop(const HttpService& service, Connections& connections, unsigned seats)
    : service_(service), connections_(connections), seats_(seats) {}

Result<std::unique_ptr<EventLoop>> EventLoop::start(const HttpService& service,
                                                    Connections& connections, unsigned threads) {
    std::unique_ptr<EventLoop> loop(new EventLoop(service, connections, seats_for(threads)));
    if (!loop->open())
        return Error{Errc::unavailable, "cannot open the descriptors of an event loop", "",
                     "raise the limit on open files (ulimit -n)"};
    try {
        loop->threads_.reserve(threads);
        for (unsigned i = 0; i < threads; ++i)
            loop->threads_.emplace_back([&loop = *loop] { Thread(loop).run(); });
    } catch (const std::system_error&) {
        return Error{Errc::unavailable, "the API server could not start its threads", "",
                     "give it fewer threads"};
    }
    return loop;
}

bool EventLoop::open() {
    epoll_ = Descriptor(::epoll_create1(EPOLL_CLOEXEC));
    stop_ = Descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!epoll_ || !stop_)
        return false;
    epoll_event event{};
    event.events = EPOLLIN;  // for everybody who waits, one after the other
    return ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, stop_.get(), &event) == 0;
}

EventLoop::~EventLoop() {
    stopped_ = true;
    seats_.close();
    const std::uint64_t one = 1;
    // An eventfd takes 2^64 - 2 of them.
    [[maybe_unused]] const auto ignored = ::write(stop_.get(), &one, sizeof one);
}

bool EventLoop::arm(Connection& connection, Connection::Need need, int operation) {
    epoll_event event{};
    // Once: from the event on the connection is that thread's alone, until it is armed again.
    event.events = EPOLLONESHOT | static_cast<std::uint32_t>(
                                      need == Connection::Need::writable ? EPOLLOUT : EPOLLIN);
    event.data.ptr = &connection;
    const auto lock = connection.handing_over();
    return ::epoll_ctl(epoll_.get(), operation, connection.socket(), &event) == 0;
}

bool EventLoop::watch(Connection& connection) {
    return arm(connection, Connection::Need::readable, EPOLL_CTL_ADD);
}

void EventLoop::turn(HttpDate& date) {
    // One event at a time: what this thread has not taken is another's while it is in a handler.
    epoll_event event{};
    seats_.begin_watch();
    const int count = ::epoll_wait(epoll_.get(), &event, 1, -1);
    seats_.end_watch();
    if (count == 1 && event.data.ptr != nullptr)
        serve(*static_cast<Connection*>(event.data.ptr), date);
}

void EventLoop::look_after_unread() {
    std::array<epoll_event, 128> events{};
    // Whoever is armed again stands behind the others, so each is seen about once.
    for (std::size_t left = connections_.count(); left > 0 && !seats_.is_watched();) {
        const int count =
            ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), 0);
        if (count <= 0)
            return;
        for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
            if (events[i].data.ptr != nullptr)
                stand_by(*static_cast<Connection*>(events[i].data.ptr));
        left -= std::min(left, static_cast<std::size_t>(count));
    }
}

void EventLoop::stand_by(Connection& connection) {
    { const auto lock = connection.handing_over(); }  // as in serve()
    Connection::Need need = Connection::Need::nothing;
    try {
        need = connection.stand_by(service_);
    } catch (...) {
        need = Connection::Need::nothing;
    }
    if (need == Connection::Need::nothing || !arm(connection, need, EPOLL_CTL_MOD))
        connections_.remove(connection);
}

void EventLoop::serve(Connection& connection, HttpDate& date) {
    { const auto lock = connection.handing_over(); }  // whoever armed it has let go of it
    Connection::Need need = Connection::Need::nothing;
    try {
        need = connection.go_on(service_, closing_, date);
    } catch (...) {  // no memory: this client loses its connection, nobody else does
        need = Connection::Need::nothing;
    }
    // Once armed it may be another thread's.
    if (need == Connection::Need::nothing || !arm(connection, need, EPOLL_CTL_MOD))
        connections_.remove(connection);
}

}  // namespace sark::http
