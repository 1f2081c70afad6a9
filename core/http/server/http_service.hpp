#pragma once

#include <functional>

#include "core/http/answer.hpp"
#include "core/http/request.hpp"

namespace sark::http {

/// Who answers what a server has read. Both are called from many threads at once.
struct HttpService {
    std::function<Answer(Request& request)> answer;  ///< Must not throw.
    /// What the server refuses before there is a request, e.g. 413.
    std::function<Answer(int status)> refuse;
};

}  // namespace sark::http
