#include "core/http/answer.hpp"

#include "core/http/response_json.hpp"

namespace sark::http {

namespace {

std::string_view phrase(int status) {
    switch (status) {
        case 400:
            return "Bad Request";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 413:
            return "Payload Too Large";
        case 414:
            return "URI Too Long";
        default:
            return status < 500 ? "Request refused" : "Internal Server Error";
    }
}

}  // namespace

Answer refusal(int status, std::string_view text) {
    Answer answer;
    answer.status = status;
    answer.body = detail_json(text);
    return answer;
}

Answer refusal(int status) {
    return refusal(status, phrase(status));
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
