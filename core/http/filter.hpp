#pragma once

#include "core/http/answers/answer.hpp"
#include "core/http/requests/request.hpp"

namespace sark::http {

/// Stands between every request and its handler: may refuse, answer itself, or pass on and change
/// what comes back. Thread-safe.
class Filter {
 public:
    /// The filters behind this one, then the handler. An exception of the handler arrives as an
    /// answer with 500.
    class Rest {
     public:
        virtual ~Rest() = default;
        [[nodiscard]] virtual Answer answer(Request& request) const = 0;
    };

    virtual ~Filter() = default;
    [[nodiscard]] virtual Answer answer(Request& request, const Rest& rest) = 0;
};

}  // namespace sark::http
