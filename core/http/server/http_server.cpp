#include "core/http/server/http_server.hpp"

#include <utility>

namespace sark::http {

HttpServer::HttpServer(HttpService service, const HttpLimits& limits)
    : service_(std::move(service)), limits_(limits) {}

Result<std::unique_ptr<HttpServer>> HttpServer::start(HttpService service,
                                                      const HttpServerOptions& options) {
    std::unique_ptr<HttpServer> server(new HttpServer(std::move(service), options.limits));
    auto loop = EventLoop::start(server->service_, server->connections_, options.threads);
    if (!loop)
        return std::move(loop).error();
    server->loop_ = *std::move(loop);
    auto acceptor = Acceptor::start(options.host, options.port, server->limits_, server->service_,
                                    server->connections_, *server->loop_);
    if (!acceptor)
        return std::move(acceptor).error();
    server->acceptor_ = *std::move(acceptor);
    return server;
}

HttpServer::~HttpServer() {
    if (loop_)
        loop_->close_after_answers();
    acceptor_.reset();
    connections_.drain(limits_.drain_time, service_);
}

}  // namespace sark::http
