#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "core/http/filter.hpp"

namespace sark::test {

/// A request for one path.
inline http::Request request(std::string_view method, std::string_view path) {
    http::Request made;
    made.method = method;
    made.path = path;
    return made;
}

/// What stands behind a filter: answers with what it is given, and counts how often it is asked.
class Behind final : public http::Filter::Rest {
 public:
    explicit Behind(http::Answer answer = {}) : answer_(std::move(answer)) {}
    [[nodiscard]] http::Answer answer(http::Request& request) const override {
        ++asked;
        caller = request.caller;
        return answer_;
    }
    mutable int asked = 0;
    mutable std::optional<http::Caller> caller;

 private:
    http::Answer answer_;
};

}  // namespace sark::test
