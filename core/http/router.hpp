#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/answer.hpp"
#include "core/http/request.hpp"
#include "core/http/slowdown.hpp"
#include "core/metrics/metrics.hpp"

namespace sark::http {

/// Finds the handler of a request and stands around it: Server-Timing, metrics under the route's
/// pattern, and any exception as a plain 500. Knows no sockets: whatever server reads requests
/// asks answer(). Routes are added before the first request; then it is thread-safe.
class Router {
 public:
    using Handler = std::function<Answer(const Request&)>;

    /// Both must outlive the router.
    Router(Metrics& metrics, Slowdown& slowdown);

    /// `pattern` is a path whose {names} stand for one segment each, e.g. /api/v1/servers/{id}. A
    /// path matches with and without a slash at its end; a segment that is written out goes before
    /// a {name}.
    void get(std::string_view pattern, Handler handler);
    void post(std::string_view pattern, Handler handler);
    void patch(std::string_view pattern, Handler handler);

    /// 404 for a path that nobody serves, 405 with Allow for one that is served to other methods.
    [[nodiscard]] Answer answer(Request& request);
    /// What a server refuses before there is a request to route, e.g. 413: counted, with its body.
    [[nodiscard]] Answer refuse(int status);

 private:
    struct Route {
        std::string_view method;
        std::vector<std::string> segments;  ///< A {name} as the empty string.
        Metrics::Route* metrics;
        Handler handler;
    };
    void add(std::string_view method, std::string_view pattern, Handler handler);
    [[nodiscard]] Answer misdirected(std::string_view path);
    [[nodiscard]] const Route* find(std::string_view method, std::string_view path) const;

    Metrics& metrics_;
    Slowdown& slowdown_;
    Metrics::Route& other_;
    std::vector<Route> routes_;
};

}  // namespace sark::http
