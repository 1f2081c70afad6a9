#include "core/http/api_server.hpp"

#include <utility>

#include "core/http/routes/router.hpp"
#include "core/http/routes/routes.hpp"
#include "core/http/server/http_server.hpp"
#include "core/reference_core.hpp"

namespace sark {

namespace {

constexpr unsigned threads_max = 4'096;

}  // namespace

struct ApiServer::State {
    State(ReferenceCore& core, double mean_slowdown)
        : slowdown(mean_slowdown), router(core.metrics(), slowdown) {
        http::add_routes(router, core);
    }

    [[nodiscard]] http::HttpService service() {
        return {
            [this](http::Request& request) { return router.answer(request); },
            [this](int status) { return router.refuse(status); },
            [this](Nanos waited, bool in_handler) { return router.give_up(waited, in_handler); }};
    }

    http::Slowdown slowdown;
    std::unique_ptr<http::Guards> guards;  // the router borrows from them
    http::Router router;
    std::unique_ptr<http::HttpServer> server;
};

Result<std::unique_ptr<ApiServer>> ApiServer::start(ReferenceCore& core,
                                                    const ApiServerOptions& options) {
    const std::string address = options.host + ":" + std::to_string(options.port);
    if (options.threads == 0 || options.threads > threads_max)
        return Error{Errc::invalid_argument, "the API server needs 1 to 4096 threads", address, ""};
    if (options.port < 0 || options.port > 65'535)
        return Error{Errc::invalid_argument, "not a TCP port", address, "give 0 for any free one"};
    if (options.request_timeout <= Nanos::zero())
        return Error{Errc::invalid_argument, "a request needs some time", "request timeout",
                     "give a number of seconds above 0"};
    auto state = std::make_unique<State>(core, options.slowdown);
    auto guards = http::Guards::add_to(state->router, core, options.guards);
    if (!guards)
        return std::move(guards).error();
    state->guards = *std::move(guards);
    http::HttpServerOptions server_options;
    server_options.host = options.host;
    server_options.port = options.port;
    server_options.threads = options.threads;
    server_options.limits.answer_time = options.request_timeout;
    auto server = http::HttpServer::start(state->service(), server_options);
    if (!server)
        return std::move(server).error();
    state->server = *std::move(server);
    return std::unique_ptr<ApiServer>(new ApiServer(std::move(state)));
}

ApiServer::ApiServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

ApiServer::~ApiServer() = default;

int ApiServer::port() const {
    return state_->server->port();
}

}  // namespace sark
