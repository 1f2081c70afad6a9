#pragma once

#include <cstddef>

#include "core/base/time.hpp"

namespace sark::http {

/// What a client may ask of a server before it is refused. Sizes in bytes.
struct HttpLimits {
    std::size_t target = 8 * 1'024;    ///< 414 beyond it.
    std::size_t head = 16 * 1'024;     ///< Request line and headers: 431.
    std::size_t headers = 100;         ///< Their number: 431.
    std::size_t body = 1'048'576;      ///< Decoded: 413.
    std::size_t connections = 10'000;  ///< Open at a time; one more gets 503 and is closed.
    /// From the first byte of a request to its last, however they trickle: 408.
    Nanos request_time = std::chrono::seconds(20);
    /// From a request's end to its answer, in its handler or waiting for a thread: 504.
    Nanos answer_time = std::chrono::seconds(30);
    /// Between requests. Long, so that a client which pauses does not meet a closing connection.
    Nanos idle_time = std::chrono::seconds(60);
    /// Without a byte of the answer being taken.
    Nanos write_time = std::chrono::seconds(20);
    /// For the rest of a request that was refused, so that its client reads why.
    Nanos linger_time = std::chrono::seconds(2);
    /// For requests that have begun when the server stops; handlers are waited for without limit.
    Nanos drain_time = std::chrono::seconds(30);
};

}  // namespace sark::http
