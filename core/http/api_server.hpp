#pragma once

#include <memory>
#include <string>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/http/guards/guards.hpp"

namespace sark {

class ReferenceCore;

struct ApiServerOptions {
    std::string host = "127.0.0.1";
    int port = 0;           ///< 0: any free one.
    unsigned threads = 64;  ///< Requests in their handlers at a time; connections may be many more.
    /// From when a request has been read until its answer; 504 then, whatever its handler does.
    Nanos request_timeout = std::chrono::seconds(30);
    double slowdown = 0.0;  ///< Mean share of its own time that every request burns (slowdown.hpp).
    http::GuardOptions guards;
};

/// The HTTP API of the reference core: the routes of routes.hpp (docs/api.md) on the server of
/// server/.
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
