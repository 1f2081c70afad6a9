#pragma once

#include <memory>
#include <string>

#include "core/base/result.hpp"
#include "core/http/guards/guards.hpp"

namespace sark {

class ReferenceCore;

struct ApiServerOptions {
    std::string host = "127.0.0.1";
    int port = 0;           ///< 0: any free one.
    unsigned threads = 64;  ///< A keep-alive connection pins one: at least as many as connections.
    double slowdown = 0.0;  ///< Mean share of its own time that every request burns (slowdown.hpp).
    http::GuardOptions guards;
};

/// The HTTP API of the reference core on cpp-httplib, with TCP_NODELAY, keep-alive without a
/// request limit and a listen backlog of 1024. Routes are those of core/http/routes.hpp,
/// in both slash forms (docs/api.md).
class ApiServer {
 public:
    /// Binds and listens. Errc::unavailable with the address when the port is in use, and the
    /// errors of Guards::add_to().
    [[nodiscard]] static Result<std::unique_ptr<ApiServer>> start(ReferenceCore& core,
                                                                  const ApiServerOptions& options);
    /// Stops accepting, lets requests in flight finish, joins.
    ~ApiServer();
    [[nodiscard]] int port() const;

 private:
    struct State;
    explicit ApiServer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace sark
