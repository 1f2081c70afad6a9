#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sark::workloads {

/// Reads RESP2 replies from a byte stream that arrives in pieces of any size, one after the other.
/// Keeps no more of a reply than is needed to judge it. Allocates in the constructor only.
/// Malformed: a type that RESP2 does not have, a number or length that is none, a line that does
/// not end with CR LF, a bulk string without its end.
class RedisReplyParser {
 public:
    enum class State : std::uint8_t { need_more, complete, malformed };
    enum class Kind : std::uint8_t { status, error, integer, bulk, nil, array };

    /// Keeps the first `kept_max` bytes of a reply's own text.
    explicit RedisReplyParser(std::size_t kept_max);

    /// Takes bytes from the front of `bytes`, at most up to the end of one reply.
    State feed(std::string_view& bytes) noexcept;
    /// Forgets a reply that was begun: the stream begins anew.
    void reset() noexcept;

    // What the latest reply was; of an array, only that it is one. Valid once complete.
    [[nodiscard]] Kind kind() const noexcept { return kind_; }
    /// The beginning of a status, error or bulk string, or an integer's digits.
    [[nodiscard]] std::string_view text() const noexcept { return text_; }
    /// Length of the whole text.
    [[nodiscard]] std::uint64_t text_length() const noexcept { return text_length_; }
    /// Length of the whole reply as it crossed the wire; of what came so far while incomplete.
    [[nodiscard]] std::uint64_t wire_bytes() const noexcept { return wire_bytes_; }

 private:
    enum class Step : std::uint8_t { line, bulk, bulk_end, done, failed };

    [[nodiscard]] bool take_line(std::string_view& bytes) noexcept;
    [[nodiscard]] Step on_line(std::string_view line) noexcept;
    [[nodiscard]] Step on_length(char type, std::string_view digits) noexcept;
    [[nodiscard]] Step on_value(Kind kind) noexcept;
    void take_bulk(std::string_view& bytes) noexcept;
    void take_bulk_end(std::string_view& bytes) noexcept;
    void keep(std::string_view text) noexcept;

    std::size_t kept_max_;
    std::string text_;
    std::string line_;               // a line that began in an earlier piece, as far as it is kept
    std::uint64_t line_length_ = 0;  // of that line so far
    char line_last_ = '\0';
    Step step_ = Step::done;
    Kind kind_ = Kind::nil;
    bool nested_ = false;       // within an array
    std::uint64_t values_ = 0;  // still to come for this reply
    std::uint64_t left_ = 0;    // of the bulk string or its end
    std::uint64_t text_length_ = 0;
    std::uint64_t wire_bytes_ = 0;
};

}  // namespace sark::workloads
