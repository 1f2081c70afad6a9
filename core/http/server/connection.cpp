#include "core/http/server/connection.hpp"

#include <array>
#include <cerrno>
#include <ctime>
#include <limits>
#include <utility>

#include <sys/socket.h>

namespace sark::http {

namespace {

constexpr std::size_t piece_bytes = 16 * 1'024;
/// Answers of pipelined requests go out together up to here.
constexpr std::size_t output_max = 64 * 1'024;
/// What is read over after a refusal; a client that sends more finds its connection reset.
constexpr std::size_t discarded_max = 16 * 1'048'576;
constexpr std::int64_t no_deadline = std::numeric_limits<std::int64_t>::max();

/// The clock of deadlines: some milliseconds coarse, and cheap.
std::int64_t coarse_now_ns() noexcept {
    timespec reading{};
    ::clock_gettime(CLOCK_MONOTONIC_COARSE, &reading);
    return static_cast<std::int64_t>(reading.tv_sec) * 1'000'000'000 + reading.tv_nsec;
}

bool would_block() noexcept {
    return errno == EAGAIN || errno == EWOULDBLOCK;
}

}  // namespace

Connection::Connection(Descriptor socket, std::string peer_address, const HttpLimits& limits)
    : socket_(std::move(socket)), peer_(std::move(peer_address)), limits_(limits), reader_(limits) {
    enter(Phase::idle);
}

void Connection::enter(Phase phase) noexcept {
    Nanos left{};
    switch (phase) {
        case Phase::idle:
            left = limits_.idle_time;
            break;
        case Phase::reading:
            left = limits_.request_time;
            break;
        case Phase::writing:
            left = limits_.write_time;
            break;
        case Phase::lingering:
            left = limits_.linger_time;
            break;
        case Phase::queued:
            left = limits_.answer_time;
            break;
        case Phase::handling:  // see claim_
            break;
    }
    deadline_ns_.store(phase == Phase::handling ? no_deadline : coarse_now_ns() + left.count(),
                       std::memory_order_relaxed);
    phase_.store(phase, std::memory_order_relaxed);
}

void Connection::expire(const HttpService& service) noexcept {
    const std::int64_t now = coarse_now_ns();
    if (claim_.is_overdue(now))
        give_up(service, now);
    if (now < deadline_ns_.load(std::memory_order_relaxed))
        return;
    const Phase phase = phase_.load(std::memory_order_relaxed);
    if (phase == Phase::queued)
        return;  // stand_by() sees to it
    // The end of its reading side wakes it, and it may still answer.
    ::shutdown(socket_.get(),
               phase == Phase::idle || phase == Phase::reading ? SHUT_RD : SHUT_RDWR);
}

void Connection::drain() noexcept {
    if (phase_.load(std::memory_order_relaxed) == Phase::idle)
        ::shutdown(socket_.get(), SHUT_RD);  // what has been received can still be read
}

void Connection::cut() noexcept {
    ::shutdown(socket_.get(), SHUT_RDWR);
}

bool Connection::flush() {
    while (sent_ < output_.size()) {
        const ssize_t sent = ::send(socket_.get(), output_.data() + sent_, output_.size() - sent_,
                                    MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return would_block();
        sent_ += static_cast<std::size_t>(sent);
        if (phase_.load(std::memory_order_relaxed) == Phase::writing)
            enter(Phase::writing);  // some of it was taken
    }
    sent_ = 0;
    output_.clear();
    if (output_.capacity() > 4 * output_max)
        output_ = {};
    return true;
}

Connection::Need Connection::wait_for_room() {
    if (phase_.load(std::memory_order_relaxed) != Phase::writing)
        enter(Phase::writing);
    return Need::writable;
}

void Connection::answer(const HttpService& service, const std::atomic<bool>& closing,
                        HttpDate& date) {
    Request& request = reader_.request();
    request.remote_address = peer_;
    request.claim = &claim_;
    head_only_ = request.method == "HEAD";
    // One that waited for a thread has used up a part of its time.
    claim_.open(phase_.load(std::memory_order_relaxed) == Phase::queued
                    ? deadline_ns_.load(std::memory_order_relaxed)
                    : coarse_now_ns() + limits_.answer_time.count());
    enter(Phase::handling);
    const Answer answer = service.answer(request);
    if (!claim_.claim()) {
        const auto lock = handing_over();  // whoever gave it up may still be telling the client
        return;
    }
    linger_ = closing.load(std::memory_order_relaxed);  // its client had reason to send more
    last_ = linger_ || !reader_.keep_alive();
    append_response(output_, answer, {head_only_, last_, reader_.is_1_0()}, date.now());
}

void Connection::refuse(int status, const HttpService& service, HttpDate& date) {
    append_response(output_, service.refuse(status), {false, true, false}, date.now());
    last_ = true;
    linger_ = true;
}

void Connection::give_up(const HttpService& service, std::int64_t now_ns) noexcept {
    const auto lock = handing_over();
    const Nanos waited = limits_.answer_time + Nanos(now_ns - claim_.deadline_ns());
    if (!claim_.give_up(now_ns))
        return;  // answered after all
    last_ = true;
    linger_ = true;
    try {
        HttpDate date;
        append_response(output_, service.give_up(waited, true), {head_only_, true, false},
                        date.now());
        if (flush() && output_.empty())
            ::shutdown(socket_.get(), SHUT_WR);
    } catch (...) {  // no memory: the client learns it from the end of its connection
        cut();
    }
}

Connection::Need Connection::stand_by(const HttpService& service) {
    const std::int64_t now = coarse_now_ns();
    switch (phase_.load(std::memory_order_relaxed)) {
        case Phase::idle:
        case Phase::reading:
            enter(Phase::queued);
            return Need::readable;
        case Phase::queued:
            return now < deadline_ns_.load(std::memory_order_relaxed) ? Need::readable
                                                                      : turn_away(service, now);
        case Phase::writing:
            return Need::writable;
        case Phase::lingering:
            return discard();
        case Phase::handling:
            break;
    }
    return Need::readable;
}

Connection::Need Connection::turn_away(const HttpService& service, std::int64_t now_ns) {
    char byte = 0;
    const ssize_t sent = ::recv(socket_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (sent < 0 && would_block())
        return Need::readable;
    if (sent <= 0)
        return Need::nothing;  // all that came was its client's farewell
    const Nanos waited =
        limits_.answer_time + Nanos(now_ns - deadline_ns_.load(std::memory_order_relaxed));
    HttpDate date;
    append_response(output_, service.give_up(waited, false), {false, true, false}, date.now());
    last_ = true;
    linger_ = true;
    if (!flush())
        return Need::nothing;
    return output_.empty() ? linger() : wait_for_room();
}

void Connection::answer_all(const HttpService& service, const std::atomic<bool>& closing,
                            HttpDate& date) {
    while (state_ == State::complete && !last_ && output_.size() < output_max) {
        answer(service, closing, date);
        if (!last_)
            state_ = reader_.next();
    }
    if (state_ == State::refused && !last_)
        refuse(reader_.refusal(), service, date);
    if (state_ == State::wants_continue) {
        output_ += "HTTP/1.1 100 Continue\r\n\r\n";
        state_ = State::need_more;
    }
}

Connection::Need Connection::go_on(const HttpService& service, const std::atomic<bool>& closing,
                                   HttpDate& date) {
    if (phase_.load(std::memory_order_relaxed) == Phase::lingering)
        return discard();
    bool may_hold_more = true;
    for (;;) {
        answer_all(service, closing, date);
        if (!flush())
            return Need::nothing;
        if (!output_.empty())
            return wait_for_room();
        if (last_)
            return linger_ ? linger() : Need::nothing;
        if (state_ == State::complete)
            continue;
        if (!may_hold_more) {
            begin_waiting();
            return Need::readable;
        }
        switch (receive(service, date)) {
            case Received::all:
                may_hold_more = false;
                break;
            case Received::some:
                break;
            case Received::end:
                return Need::nothing;
        }
    }
}

void Connection::begin_waiting() noexcept {
    // The time of a request runs from its first byte, whatever comes of it in between.
    const Phase waiting = reader_.is_between_requests() ? Phase::idle : Phase::reading;
    if (phase_.load(std::memory_order_relaxed) != waiting)
        enter(waiting);
}

Connection::Received Connection::receive(const HttpService& service, HttpDate& date) {
    std::array<char, piece_bytes> piece;  // NOLINT: filled by recv
    const ssize_t got = ::recv(socket_.get(), piece.data(), piece.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EINTR)
        return Received::some;
    if (got < 0)
        return would_block() ? Received::all : Received::end;
    if (phase_.load(std::memory_order_relaxed) == Phase::reading &&
        coarse_now_ns() >= deadline_ns_.load(std::memory_order_relaxed)) {
        refuse(408, service, date);
        return Received::all;
    }
    if (got == 0)
        return Received::end;
    const auto bytes = static_cast<std::size_t>(got);
    state_ = reader_.feed({piece.data(), bytes});
    if (state_ == State::need_more || state_ == State::wants_continue)
        begin_waiting();
    return bytes < piece.size() ? Received::all : Received::some;
}

/// The answer is out, but its client may still send: closing now would reset the connection, and
/// the client might lose the answer.
Connection::Need Connection::linger() {
    ::shutdown(socket_.get(), SHUT_WR);
    enter(Phase::lingering);
    return discard();
}

Connection::Need Connection::discard() {
    std::array<char, piece_bytes> piece;  // NOLINT: filled by recv
    while (discarded_ < discarded_max) {
        const ssize_t got = ::recv(socket_.get(), piece.data(), piece.size(), MSG_DONTWAIT);
        if (got < 0 && would_block())
            return Need::readable;
        if (got <= 0)
            return Need::nothing;
        discarded_ += static_cast<std::size_t>(got);
    }
    return Need::nothing;
}

}  // namespace sark::http
