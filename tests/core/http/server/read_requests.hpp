#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/http/server/request_reader.hpp"

namespace sark::http::test {

/// What a reader made of some bytes.
struct Reading {
    std::vector<std::string> requests;  ///< "METHOD path|body" of each.
    int refusal = 0;                    ///< 0: none.
    int continues = 0;                  ///< How often the client was waiting for "100 Continue".
};

/// Feeds `bytes` in pieces of that size.
inline Reading read(std::string_view bytes, std::size_t piece, const HttpLimits& limits = {}) {
    using State = RequestReader::State;
    RequestReader reader(limits);
    Reading reading;
    while (!bytes.empty()) {
        State state = reader.feed(bytes.substr(0, piece));
        bytes.remove_prefix(std::min(piece, bytes.size()));
        for (; state == State::complete; state = reader.next()) {
            const Request& request = reader.request();
            reading.requests.push_back(std::string(request.method) + " " +
                                       std::string(request.path) + "|" + std::string(request.body));
        }
        if (state == State::wants_continue)
            ++reading.continues;
        if (state == State::refused) {
            reading.refusal = reader.refusal();
            break;
        }
    }
    return reading;
}

}  // namespace sark::http::test
