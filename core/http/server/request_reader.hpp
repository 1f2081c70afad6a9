#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/http/requests/request.hpp"
#include "core/http/server/chunked_body.hpp"
#include "core/http/server/request_head.hpp"

namespace sark::http {

/// Cuts a byte stream that arrives in pieces of any size into requests (HTTP/1.0 and 1.1, bodies by
/// length or in chunks). One request at a time: what follows it is kept.
class RequestReader {
 public:
    enum class State : std::uint8_t {
        need_more,
        wants_continue,  ///< As need_more; the client waits for "100 Continue". Said once.
        complete,
        refused,  ///< Nothing after it can be understood.
    };

    /// `limits` (borrowed) must outlive the reader.
    explicit RequestReader(const HttpLimits& limits) : limits_(limits), chunks_(limits.body) {}

    /// Takes more bytes; not while a request is complete.
    [[nodiscard]] State feed(std::string_view bytes);
    /// Lets the complete request go and looks at what came after it.
    [[nodiscard]] State next();

    /// The complete one; its views are good until next().
    [[nodiscard]] Request& request() noexcept { return request_; }
    [[nodiscard]] bool keep_alive() const noexcept { return head_.keep_alive; }
    [[nodiscard]] bool is_1_0() const noexcept { return head_.is_1_0; }
    /// The status to refuse with.
    [[nodiscard]] int refusal() const noexcept { return refusal_; }
    /// No byte of a request has come.
    [[nodiscard]] bool is_between_requests() const noexcept { return buffer_.empty(); }

 private:
    enum class Step : std::uint8_t { head, body, chunks };

    [[nodiscard]] State advance();
    [[nodiscard]] State refuse(int status) noexcept;
    [[nodiscard]] State find_end_of_head();
    [[nodiscard]] State on_head();
    [[nodiscard]] State on_body();
    [[nodiscard]] State on_chunks();
    [[nodiscard]] State complete(std::string_view body, std::size_t end);
    [[nodiscard]] std::string_view head_text() const noexcept;

    const HttpLimits& limits_;
    std::string buffer_;
    RequestHead head_;
    ChunkedBody chunks_;
    Request request_;
    std::string decoded_path_;
    Step step_ = Step::head;
    bool head_moved_ = false;     // the views of head_ are no longer into buffer_
    std::size_t line_begin_ = 0;  // of the head's line that has not ended yet
    std::size_t head_bytes_ = 0;  // with the blank line
    std::size_t end_ = 0;         // of the complete request in buffer_
    int refusal_ = 0;
};

}  // namespace sark::http
