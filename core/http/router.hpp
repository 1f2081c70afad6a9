#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "core/http/in_flight.hpp"
#include "core/http/request_json.hpp"
#include "core/http/slowdown.hpp"
#include "core/metrics/metrics.hpp"

namespace httplib {
class Server;
struct Request;
struct Response;
}  // namespace httplib

namespace sark::http {

/// What a handler answers.
struct Answer {
    int status = 200;
    std::string body;
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;
};

/// {"detail": text} with this status.
[[nodiscard]] Answer refusal(int status, std::string_view text);
/// 422 with every issue.
[[nodiscard]] Answer refusal(const ValidationIssues& issues);
/// What a failed registry call means to a client: 503 when a store is away, out of connections or
/// out of room, 409, 422, else 500. The error's own words stay here: they may quote data.
[[nodiscard]] Answer refusal(const Error& error);

/// Puts handlers on an httplib server. Around each: Server-Timing, metrics under the endpoint's
/// template, and any exception as a plain 500.
class Router {
 public:
    using Handler = std::function<Answer(const httplib::Request&)>;

    /// All must outlive the server's last request.
    Router(httplib::Server& server, Metrics& metrics, InFlight& in_flight, Slowdown& slowdown)
        : server_(server), metrics_(metrics), in_flight_(in_flight), slowdown_(slowdown) {}

    /// `pattern` is a regular expression for the whole path.
    void get(const std::string& pattern, const std::string& endpoint, Handler handler);
    void post(const std::string& pattern, const std::string& endpoint, Handler handler);
    /// Everything that reached no handler: unknown paths (404) and what httplib refuses itself,
    /// such as bodies that are too large (413). Call it last.
    void refuse_the_rest();

 private:
    using Wrapped = std::function<void(const httplib::Request&, httplib::Response&)>;
    [[nodiscard]] Wrapped wrap(const std::string& method, const std::string& endpoint,
                               Handler handler);
    httplib::Server& server_;
    Metrics& metrics_;
    InFlight& in_flight_;
    Slowdown& slowdown_;
};

}  // namespace sark::http
