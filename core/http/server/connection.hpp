#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "core/base/time.hpp"
#include "core/http/answers/answer_claim.hpp"
#include "core/http/server/descriptor.hpp"
#include "core/http/server/http_service.hpp"
#include "core/http/server/request_reader.hpp"
#include "core/http/server/response_text.hpp"

namespace sark::http {

/// One client's connection: reads requests, has them answered one after the other and writes the
/// answers, as far as the socket lets it, without waiting for it. A request that is refused ends
/// the connection after its answer, and so does one that is not answered in time: what its handler
/// says later is dropped. Used by one thread at a time; expire(), drain() and cut() by any.
class Connection {
 public:
    /// What it waits for next.
    enum class Need : std::uint8_t { readable, writable, nothing };

    /// `socket` must not block. `limits` must outlive the connection.
    Connection(Descriptor socket, std::string peer_address, const HttpLimits& limits);
    ~Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] int socket() const noexcept { return socket_.get(); }

    /// Between threads: held by the one while it arms the connection, and for a moment by the other
    /// before it touches it. Through the kernel alone C++ knows of no order between them.
    [[nodiscard]] std::unique_lock<std::mutex> handing_over() {
        return std::unique_lock(handing_over_);
    }

    /// Goes on until it has to wait; Need::nothing: it is over. While `closing` says so, answers
    /// are the last of their connection.
    [[nodiscard]] Need go_on(const HttpService& service, const std::atomic<bool>& closing,
                             HttpDate& date);

    /// In place of go_on() while no thread is free for that: what its client has sent is not read,
    /// but from the first call on its time runs, and in the end it is answered 504.
    [[nodiscard]] Need stand_by(const HttpService& service);

    /// Wakes a connection whose time is up: it says so to its client, or ends. A request that is
    /// too long in its handler is answered here, and the connection ends when the handler does.
    void expire(const HttpService& service) noexcept;
    /// Ends it after what it has received by now, unless a request has begun.
    void drain() noexcept;
    /// Ends it, answered or not.
    void cut() noexcept;

 private:
    enum class Phase : std::uint8_t { idle, reading, queued, handling, writing, lingering };

    using State = RequestReader::State;
    /// What one look at the socket brought: some of what there may be, all of it, or its end.
    enum class Received : std::uint8_t { some, all, end };

    /// False when the client is gone.
    [[nodiscard]] bool flush();
    [[nodiscard]] Need wait_for_room();
    void begin_waiting() noexcept;
    [[nodiscard]] Received receive(const HttpService& service, HttpDate& date);
    void answer_all(const HttpService& service, const std::atomic<bool>& closing, HttpDate& date);
    void answer(const HttpService& service, const std::atomic<bool>& closing, HttpDate& date);
    void refuse(int status, const HttpService& service, HttpDate& date);
    void give_up(const HttpService& service, std::int64_t now_ns) noexcept;
    [[nodiscard]] Need turn_away(const HttpService& service, std::int64_t now_ns);
    [[nodiscard]] Need linger();
    [[nodiscard]] Need discard();
    void enter(Phase phase) noexcept;

    const Descriptor socket_;
    const std::string peer_;
    const HttpLimits& limits_;
    RequestReader reader_;
    State state_ = State::need_more;
    AnswerClaim claim_;       // of the request in its handler
    bool head_only_ = false;  // that request is a HEAD
    /// While a request is in its handler, of whoever claims its answer.
    std::string output_;
    std::size_t sent_ = 0;       // of output_
    bool last_ = false;          // the connection ends after output_
    bool linger_ = false;        // and what its client still sends is read over
    std::size_t discarded_ = 0;  // bytes
    std::mutex handing_over_;
    std::atomic<Phase> phase_{Phase::idle};
    std::atomic<std::int64_t> deadline_ns_;
};

}  // namespace sark::http
