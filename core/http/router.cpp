#include "core/http/router.hpp"

#include <array>
#include <chrono>
#include <cstdio>

#include <httplib.h>

#include "core/http/response_json.hpp"

namespace sark::http {

namespace {

using Steady = std::chrono::steady_clock;

std::string server_timing(Nanos elapsed) {
    std::array<char, 48> text{};
    const int length = std::snprintf(text.data(), text.size(), "app;dur=%.3f", to_ms(elapsed));
    return {text.data(), static_cast<std::size_t>(length)};
}

std::string_view phrase(int status) {
    switch (status) {
        case 400:
            return "Bad Request";
        case 404:
            return "Not Found";
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
            return refusal(500, "Internal Server Error");
    }
}

Router::Wrapped Router::wrap(const std::string& method, const std::string& endpoint,
                             Handler handler) {
    Metrics::Route& route = metrics_.route(method, endpoint);
    return [&route, &in_flight = in_flight_, &slowdown = slowdown_, handler = std::move(handler)](
               const httplib::Request& request, httplib::Response& response) {
        // The releaser is what httplib runs when it is done with a response, written or not.
        in_flight.begin();
        response.content_provider_resource_releaser_ = [&in_flight](bool) { in_flight.end(); };
        const auto began = Steady::now();
        Answer answer;
        try {
            answer = handler(request);
        } catch (...) {  // what() stays inside: httplib would send it to the client
            answer = refusal(500, "Internal Server Error");
        }
        slowdown.burn(Steady::now() - began);
        const Nanos elapsed = Steady::now() - began;
        response.status = answer.status;
        response.set_content(answer.body, answer.content_type);
        for (const auto& [name, value] : answer.headers) response.set_header(name, value);
        response.set_header("Server-Timing", server_timing(elapsed));
        route.observe(answer.status, elapsed);
    };
}

void Router::get(const std::string& pattern, const std::string& endpoint, Handler handler) {
    server_.Get(pattern, wrap("GET", endpoint, std::move(handler)));
}

void Router::post(const std::string& pattern, const std::string& endpoint, Handler handler) {
    server_.Post(pattern, wrap("POST", endpoint, std::move(handler)));
}

void Router::refuse_the_rest() {
    Metrics::Route& other = metrics_.route("any", "other");
    server_.set_error_handler([&other](const httplib::Request&, httplib::Response& response) {
        // httplib asks here about every status from 400 on; handlers have answered theirs.
        if (!response.body.empty())
            return;
        response.set_content(detail_json(phrase(response.status)), "application/json");
        other.observe(response.status, Nanos{0});
    });
    server_.set_exception_handler(
        [](const httplib::Request&, httplib::Response& response, std::exception_ptr) {
            response.status = 500;
            response.set_content(detail_json("Internal Server Error"), "application/json");
        });
}

}  // namespace sark::http
