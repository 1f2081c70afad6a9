#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sark::http {

/// Joins the chunks of a request's body (RFC 9112 section 7.1). Extensions and trailers are read
/// over; they may be short only.
class ChunkedBody {
 public:
    enum class State : std::uint8_t { need_more, complete, malformed, too_large };

    explicit ChunkedBody(std::size_t body_max) : body_max_(body_max) {}

    /// Expects a new body.
    void begin();
    /// Takes what it can from the front of `bytes`; what is left comes again before the next ones.
    [[nodiscard]] State feed(std::string_view& bytes);
    [[nodiscard]] const std::string& body() const { return body_; }

 private:
    enum class Step : std::uint8_t { size, data, end_of_data, trailer };

    [[nodiscard]] State on_line(std::string_view line);
    [[nodiscard]] State on_size(std::string_view line);

    std::size_t body_max_;
    std::string body_;
    Step step_ = Step::size;
    std::size_t left_ = 0;  // of the chunk
    std::size_t trailer_bytes_ = 0;
};

}  // namespace sark::http
