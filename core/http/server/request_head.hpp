#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/http/server/http_limits.hpp"

namespace sark::http {

/// The request line and headers of a request (RFC 9112), and what they say of its body and of its
/// connection. The views borrow from the text that was read.
struct RequestHead {
    std::string_view method;
    std::string_view target;  ///< As it was sent.
    std::vector<std::pair<std::string_view, std::string_view>> headers;
    bool is_1_0 = false;
    bool keep_alive = true;
    bool chunked = false;
    bool expects_continue = false;
    std::uint64_t content_length = 0;
};

/// Reads a head up to and with the line ends of its last line, the blank one left out. Absent when
/// it is good, else the status to refuse it with. Strict: whatever could be read in two ways (a
/// folded line, a lone CR, blanks before a colon, two lengths, a length beside chunks) is a 400.
[[nodiscard]] std::optional<int> read_head(std::string_view text, const HttpLimits& limits,
                                           RequestHead& head);

}  // namespace sark::http
