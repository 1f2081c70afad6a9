#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/answers/answer.hpp"
#include "core/http/filter.hpp"
#include "core/http/requests/request.hpp"
#include "core/http/routes/route_table.hpp"
#include "core/http/slowdown.hpp"
#include "core/metrics/metrics.hpp"

namespace sark::http {

/// Finds the handler of a request and stands around it: Server-Timing, metrics under the route's
/// pattern, and any exception as a plain 500. Knows no sockets: whatever server reads requests
/// asks answer(). Routes and filters are added before the first request; then it is thread-safe.
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
    /// Behind the filters that are there already, before the handlers. Paths that nobody serves
    /// pass through them, too.
    void add(std::unique_ptr<Filter> filter);

    /// 404 for a path that nobody serves, 405 with Allow for one that is served to other methods.
    [[nodiscard]] Answer answer(Request& request);
    /// What a server refuses before there is a request to route, e.g. 413: counted, with its body.
    [[nodiscard]] Answer refuse(int status);
    /// 504, for a request that has waited so long and is waited for no longer: for its handler, or
    /// for a thread (HttpService::give_up). Counted at once as given up; under its route answer()
    /// counts it when the handler is done, with the time that the handler took.
    [[nodiscard]] Answer give_up(Nanos waited, bool in_handler);

 private:
    struct Route {
        Metrics::Route* metrics;
        Handler handler;
    };
    class Rest;
    void add(std::string_view method, std::string_view pattern, Handler handler);
    [[nodiscard]] Answer misdirected(std::string_view path) const;
    [[nodiscard]] Answer handle(const Route* route, const Request& request) const;
    [[nodiscard]] const Route* find(std::string_view method, std::string_view path,
                                    std::vector<std::string_view>& captures) const;

    Metrics& metrics_;
    Slowdown& slowdown_;
    Metrics::Route& other_;
    RouteTable table_;  ///< Of places in routes_.
    std::vector<Route> routes_;
    std::vector<std::unique_ptr<Filter>> filters_;
};

}  // namespace sark::http
