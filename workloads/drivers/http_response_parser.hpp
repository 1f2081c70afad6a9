#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "workloads/drivers/server_timing.hpp"
#include "workloads/timing/bounded_text.hpp"
#include "workloads/timing/outcome.hpp"

namespace sark::workloads {

/// A header that an answer must have.
struct ExpectedHeader {
    std::string name;  ///< In lower case.
    std::string value;
};

/// Reads HTTP/1.x responses from a byte stream that arrives in pieces of any size. One response at
/// a time, each announced by begin(). Interim answers (1xx) are skipped. Allocates in the
/// constructor only.
/// Malformed: a head or a single framing line above head_bytes_max, an obsolete folded header, a
/// Content-Length that is no number or contradicts another, a bad chunk, 101 without being asked.
class HttpResponseParser {
 public:
    static constexpr std::size_t head_bytes_max = 64 * 1024;

    enum class State : std::uint8_t { need_more, complete, malformed };

    /// Keeps the first `kept_body_max` bytes of each body; the rest is counted and let go. Of an
    /// answer with an unexpected status it keeps as much as a FailureCause shows.
    explicit HttpResponseParser(std::size_t kept_body_max);

    /// Expects the next response; the answer to a HEAD request has no body whatever it says.
    /// Looks for the headers on the way: they are borrowed until the next begin(), 32 at most.
    void begin(bool answers_head, std::span<const ExpectedHeader> expected = {},
               int expected_status = 200) noexcept;
    /// Takes the next bytes. What lies beyond the end of the response is left and counted by
    /// surplus().
    State feed(std::string_view bytes) noexcept;
    /// The peer closed: complete when that is how this body ends, malformed when something is
    /// missing.
    State end_of_stream() noexcept;

    [[nodiscard]] int status() const noexcept { return status_; }
    /// The first expected header that was not there with its value; null when all were.
    /// Meaningful once complete.
    [[nodiscard]] const ExpectedHeader* missing_header() const noexcept;
    /// What the answer's last such header said instead of what missing_header() wants; empty when
    /// there was none, or it is not told apart.
    [[nodiscard]] std::string_view value_instead() const noexcept;
    /// True when the connection may carry another request; meaningful once complete.
    [[nodiscard]] bool keep_alive() const noexcept { return keep_alive_; }
    [[nodiscard]] std::uint64_t body_bytes() const noexcept { return body_bytes_; }
    [[nodiscard]] std::string_view kept_body() const noexcept { return kept_; }
    /// What the head said of the server's own time (not its trailers); meaningful once complete.
    [[nodiscard]] std::optional<Nanos> server_time() const noexcept {
        return server_timing_.duration();
    }
    /// What the head's last X-Cache said; meaningful once complete.
    [[nodiscard]] CacheUse cache_use() const noexcept { return cache_use_; }
    /// Bytes of the last feed() beyond the end of the response.
    [[nodiscard]] std::size_t surplus() const noexcept { return surplus_; }

 private:
    enum class Step : std::uint8_t {
        status_line,
        header_line,
        body_by_length,
        body_until_close,
        chunk_size,
        chunk_data,
        chunk_end,
        trailer_line,
        done,
        failed
    };

    [[nodiscard]] State state() const noexcept;
    [[nodiscard]] std::optional<std::string_view> take_line(std::string_view& bytes) noexcept;
    void take_body(std::string_view& bytes) noexcept;
    [[nodiscard]] Step on_line(std::string_view line) noexcept;
    [[nodiscard]] Step on_status_line(std::string_view line) noexcept;
    [[nodiscard]] Step on_header(std::string_view line) noexcept;
    void expect_all_headers() noexcept;
    void look_for_expected(std::string_view name, std::string_view value) noexcept;
    /// False when the field frames the message in a way that cannot be.
    [[nodiscard]] bool take_field(std::string_view name, std::string_view value) noexcept;
    [[nodiscard]] Step on_head_end() noexcept;
    [[nodiscard]] Step on_chunk_size(std::string_view line) noexcept;

    std::size_t kept_body_max_;
    std::size_t kept_max_ = 0;  // of this answer
    int expected_status_ = 200;
    std::string kept_;
    std::string line_;  // a line that began in an earlier piece
    Step step_ = Step::done;
    bool answers_head_ = false;
    bool line_taken_ = false;
    bool keep_alive_ = false;
    bool chunked_ = false;
    bool encoded_otherwise_ = false;  // a transfer encoding that only the end of stream ends
    std::optional<std::uint64_t> length_;
    ServerTiming server_timing_;
    CacheUse cache_use_ = CacheUse::untold;
    std::span<const ExpectedHeader> expected_;
    std::uint32_t missing_headers_ = 0;  // a bit for each of expected_
    int status_ = 0;
    std::size_t head_bytes_ = 0;
    std::size_t surplus_ = 0;
    std::uint64_t remaining_ = 0;  // of the body or of the chunk
    std::uint64_t body_bytes_ = 0;
    // Of failures: behind what every answer touches.
    const ExpectedHeader* unlike_ = nullptr;  // the one that was there last with another value
    BoundedText<FailureCause::example_bytes> value_instead_;
};

}  // namespace sark::workloads
