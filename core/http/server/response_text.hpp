#pragma once

#include <ctime>
#include <string>
#include <string_view>

#include "core/http/answers/answer.hpp"

namespace sark::http {

/// The Date of responses (RFC 9110 section 6.6.1), written anew when a second has passed. For one
/// thread.
class HttpDate {
 public:
    /// E.g. "Sun, 06 Nov 1994 08:49:37 GMT"; good until the next call.
    [[nodiscard]] std::string_view now();
    [[nodiscard]] static std::string text(std::time_t seconds);

 private:
    std::time_t second_ = -1;
    std::string text_;
};

/// How an answer goes out.
struct ResponseForm {
    bool head_only = false;   ///< The request was a HEAD: the length is said, the body left out.
    bool close = false;       ///< The connection ends after it.
    bool keep_alive = false;  ///< Say that it goes on: to HTTP/1.0, which would not expect it.
};

/// Appends an HTTP/1.1 response. A header whose value could begin another header is left out.
void append_response(std::string& out, const Answer& answer, ResponseForm form,
                     std::string_view date);

}  // namespace sark::http
