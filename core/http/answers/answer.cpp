#include "core/http/answers/answer.hpp"

#include "core/http/answers/refusal_json.hpp"
#include "core/http/server/status_phrase.hpp"

namespace sark::http {

std::optional<std::string_view> Answer::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (key == name)
            return value;
    return std::nullopt;
}

Answer refusal(int status, std::string_view text) {
    Answer answer;
    answer.status = status;
    answer.body = detail_json(text);
    return answer;
}

Answer refusal(int status) {
    return refusal(status, status_phrase(status));
}

Answer refusal(const ValidationIssues& issues) {
    Answer answer;
    answer.status = 422;
    answer.body = issues_json(issues);
    return answer;
}

Answer refusal(const Error& error) {
    switch (error.code) {
        case Errc::unavailable:
            return refusal(503, "Database unavailable");
        case Errc::timeout:
            return refusal(503, "Database did not answer in time");
        case Errc::io:
            return refusal(503, "Database is out of resources");
        case Errc::conflict:
            return refusal(409, "Conflicts with what exists");
        case Errc::invalid_argument:
            return refusal(422, "Refused by the database");
        default:
            return refusal(500);
    }
}

}  // namespace sark::http
