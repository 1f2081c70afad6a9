#pragma once

#include <functional>

#include "core/base/time.hpp"
#include "core/http/answers/answer.hpp"
#include "core/http/requests/request.hpp"

namespace sark::http {

/// Who answers what a server has read. All are called from many threads at once.
struct HttpService {
    std::function<Answer(Request& request)> answer;  ///< Must not throw.
    /// What the server refuses before there is a request, e.g. 413.
    std::function<Answer(int status)> refuse;
    /// What a client is told that has waited so long and is waited for no longer: for a handler,
    /// which is still at work and learns it from Request::claim, or (false) for a thread that would
    /// have read its request.
    std::function<Answer(Nanos waited, bool in_handler)> give_up;
};

}  // namespace sark::http
