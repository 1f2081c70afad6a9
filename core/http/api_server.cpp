#include "core/http/api_server.hpp"

#include <atomic>
#include <chrono>
#include <limits>
#include <thread>
#include <utility>

#include <httplib.h>
#include <sys/socket.h>

#include "core/http/connections.hpp"
#include "core/http/in_flight.hpp"
#include "core/http/router.hpp"
#include "core/http/routes.hpp"
#include "core/reference_core.hpp"

namespace sark {

namespace {

constexpr unsigned threads_max = 4'096;
constexpr int backlog = 1'024;
constexpr std::size_t payload_max_bytes = 1'048'576;
// Long, so that a client which pauses does not meet a closing connection; stopping does not wait
// for it (end_idle_connections).
constexpr time_t keep_alive_s = 60;

/// Borrows from `from`.
http::Request as_request(const httplib::Request& from) {
    http::Request request;
    request.method = from.method;
    request.path = from.path;
    request.body = from.body;
    request.remote_address = from.remote_addr;
    request.headers.assign(from.headers.begin(), from.headers.end());
    request.query.assign(from.params.begin(), from.params.end());
    return request;
}

void put(const http::Answer& answer, httplib::Response& response) {
    response.status = answer.status;
    for (const auto& [name, value] : answer.headers) response.set_header(name, value);
    response.set_content(answer.body, answer.content_type);
}

}  // namespace

struct ApiServer::State {
    State(ReferenceCore& core, double mean_slowdown)
        : slowdown(mean_slowdown), router(core.metrics(), slowdown) {}

    http::InFlight in_flight;
    http::Slowdown slowdown;
    http::Router router;
    httplib::Server server;
    socket_t listener = INVALID_SOCKET;
    int port = 0;
    std::atomic<bool> over{false};
    std::jthread thread;

    void configure(ReferenceCore& core, unsigned threads) {
        // Without it Nagle's algorithm and delayed ACKs make every answer wait 40 ms.
        server.set_tcp_nodelay(true);
        server.set_keep_alive_max_count(std::numeric_limits<std::size_t>::max());
        server.set_keep_alive_timeout(keep_alive_s);
        server.set_payload_max_length(payload_max_bytes);
        server.new_task_queue = [threads] { return new httplib::ThreadPool(threads); };
        // httplib's own options include SO_REUSEPORT, with which a second server on the port would
        // silently share it.
        server.set_socket_options([this](socket_t socket) {
            const int yes = 1;
            setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
            listener = socket;
        });
        http::add_policy_routes(router, core);
        http::add_server_routes(router, core);
        http::add_health_routes(router, core);
        serve();
    }

    void serve() {
        const auto answer = [this](const httplib::Request& asked, httplib::Response& response) {
            // The releaser is what httplib runs when it is done with a response, written or not.
            in_flight.begin();
            response.content_provider_resource_releaser_ = [this](bool) { in_flight.end(); };
            http::Request request = as_request(asked);
            put(router.answer(request), response);
        };
        const std::string any_path = ".*";
        server.Get(any_path, answer).Post(any_path, answer).Put(any_path, answer);
        server.Patch(any_path, answer).Delete(any_path, answer).Options(any_path, answer);
        // httplib asks here about every status from 400 on; the router has answered its own.
        server.set_error_handler([this](const httplib::Request&, httplib::Response& response) {
            if (response.body.empty())
                put(router.refuse(response.status), response);
        });
    }

    [[nodiscard]] bool bind(const std::string& host, int wanted_port) {
        if (wanted_port != 0) {
            port = wanted_port;
            return server.bind_to_port(host, wanted_port);
        }
        port = server.bind_to_any_port(host);
        return port > 0;
    }

    void run() {
        ::listen(listener, backlog);  // again: httplib's own backlog is 5
        thread = std::jthread([this] {
            try {
                server.listen_after_bind();
            } catch (...) {  // no threads to be had: start() reports it
            }
            over = true;
        });
        // stop() does nothing to a server that does not run yet.
        while (!server.is_running() && !over)
            std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
};

Result<std::unique_ptr<ApiServer>> ApiServer::start(ReferenceCore& core,
                                                    const ApiServerOptions& options) {
    const std::string address = options.host + ":" + std::to_string(options.port);
    if (options.threads == 0 || options.threads > threads_max)
        return Error{Errc::invalid_argument, "the API server needs 1 to 4096 threads", address, ""};
    if (options.port < 0 || options.port > 65'535)
        return Error{Errc::invalid_argument, "not a TCP port", address, "give 0 for any free one"};
    auto state = std::make_unique<State>(core, options.slowdown);
    state->configure(core, options.threads);
    if (!state->bind(options.host, options.port))
        return Error{Errc::unavailable, "cannot listen on this address", address,
                     "another program may use the port: choose another, or 0 for any free one"};
    state->run();
    if (state->over)
        return Error{Errc::unavailable, "the API server could not start its threads", address,
                     "give it fewer threads"};
    return std::unique_ptr<ApiServer>(new ApiServer(std::move(state)));
}

ApiServer::ApiServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

ApiServer::~ApiServer() {
    state_->server.stop();
    state_->in_flight.wait_for_none();
    http::end_idle_connections(state_->port);
    state_->thread.join();
}

int ApiServer::port() const {
    return state_->port;
}

}  // namespace sark
