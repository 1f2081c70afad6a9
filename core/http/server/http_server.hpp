#pragma once

#include <memory>
#include <string>

#include "core/base/result.hpp"
#include "core/http/server/acceptor.hpp"
#include "core/http/server/connections.hpp"
#include "core/http/server/event_loop.hpp"
#include "core/http/server/http_limits.hpp"
#include "core/http/server/http_service.hpp"

namespace sark::http {

struct HttpServerOptions {
    std::string host = "127.0.0.1";
    int port = 0;  ///< 0: any free one.
    unsigned threads = 64;
    HttpLimits limits;
};

/// An HTTP/1.1 server: keep-alive, pipelining, bodies by length or in chunks, Expect:
/// 100-continue, HEAD by leaving the body out, HTTP/1.0. Up to `threads` requests are in their
/// handlers at a time, whatever the number of connections.
class HttpServer {
 public:
    /// Listens. Errc::unavailable when the address is in use or there are no threads to be had.
    [[nodiscard]] static Result<std::unique_ptr<HttpServer>> start(
        HttpService service, const HttpServerOptions& options);
    /// Stops accepting, answers the requests that have begun, closes.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    [[nodiscard]] int port() const noexcept { return acceptor_->port(); }
    [[nodiscard]] std::size_t connections() const { return connections_.count(); }

 private:
    HttpServer(HttpService service, const HttpLimits& limits);

    const HttpService service_;
    const HttpLimits limits_;
    Connections connections_;
    std::unique_ptr<EventLoop> loop_;
    std::unique_ptr<Acceptor> acceptor_;
};

}  // namespace sark::http
