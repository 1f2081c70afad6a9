// bare_server THREADS: the least that an HTTP server in C++ does with a policy evaluation:
// cpp-httplib reads the request, nlohmann/json parses it and writes an answer of the reference
// core's shape. No policy, no cache, no audit, no metrics. bench/http/run measures the reference
// core beside it.

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>
#include <thread>

#include <fmt/core.h>
#include <httplib.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>

namespace {

using nlohmann::ordered_json;

std::string evaluate(const std::string& body) {
    const ordered_json asked = ordered_json::parse(body);
    const bool allow = !asked.at("user_id").get_ref<const std::string&>().empty() &&
                       !asked.at("action").get_ref<const std::string&>().empty() &&
                       !asked.at("tool").get_ref<const std::string&>().empty();
    return ordered_json({{"decision", allow ? "allow" : "deny"},
                         {"reason", "All policies allow"},
                         {"filtered_parameters", asked.at("parameters")},
                         {"audit_id", "5f0c6a5e-7a3b-4c0e-9d67-2b8f7d1f6a01"}})
        .dump();
}

/// As quick as cpp-httplib gets: no Nagle, endless keep-alive, a backlog for all at once.
void configure(httplib::Server& server, std::size_t threads, socket_t& listener) {
    server.new_task_queue = [threads] { return new httplib::ThreadPool(threads); };
    server.set_tcp_nodelay(true);
    server.set_keep_alive_max_count(std::numeric_limits<std::size_t>::max());
    server.set_keep_alive_timeout(60);
    server.set_socket_options([&listener](socket_t socket) { listener = socket; });
    server.Post("/api/v1/policy/evaluate", [](const httplib::Request& request, auto& response) {
        response.set_content(evaluate(request.body), "application/json");
    });
    server.Get("/health/live", [](const httplib::Request&, auto& response) {
        response.set_content(
            ordered_json({{"status", "alive"}, {"version", "0.1.0"}, {"environment", "reference"}})
                .dump(),
            "application/json");
    });
}

}  // namespace

int main(int argc, char** argv) {
    const int threads = argc == 2 ? std::atoi(argv[1]) : 0;
    if (threads < 1) {
        fmt::print(stderr, "usage: bare_server THREADS\n");
        return 104;
    }
    httplib::Server server;
    socket_t listener = INVALID_SOCKET;
    configure(server, static_cast<std::size_t>(threads), listener);
    const int port = server.bind_to_any_port("127.0.0.1");
    if (port <= 0) {
        fmt::print(stderr, "bare_server: no port to listen on\n");
        return 100;
    }
    ::listen(listener, 1'024);
    fmt::print("listening on http://127.0.0.1:{}\n", port);
    std::fflush(stdout);
    return server.listen_after_bind() ? 0 : 1;
}
