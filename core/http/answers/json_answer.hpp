#pragma once

#include <string>
#include <utility>

#include "core/http/answers/answer.hpp"

namespace sark::http {

[[nodiscard]] inline Answer json_answer(std::string body, int status = 200) {
    Answer answer;
    answer.status = status;
    answer.body = std::move(body);
    return answer;
}

}  // namespace sark::http
