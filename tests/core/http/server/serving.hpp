#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include <gtest/gtest.h>

#include "core/base/waiting.hpp"
#include "core/http/server/http_server.hpp"
#include "tests/core/http/server/raw_client.hpp"

namespace sark::http::test {

/// A server whose answers say what was asked: "METHOD path body". /wait answers when the test
/// opens the gate; /large/N answers N bytes.
class Serving : public ::testing::Test {
 protected:
    void start() {
        HttpService service{[this](Request& request) { return answer(request); },
                            [this](int status) {
                                ++refused;
                                Answer answer;
                                answer.status = status;
                                return answer;
                            },
                            [this](Nanos, bool in_handler) {
                                ++given_up;
                                Answer answer;
                                answer.status = 504;
                                answer.body = in_handler ? "in its handler" : "for a thread";
                                return answer;
                            }};
        auto started = HttpServer::start(std::move(service), options);
        ASSERT_TRUE(started) << describe(started.error());
        server = *std::move(started);
    }
    void TearDown() override {
        open_gate();
        server.reset();
    }

    [[nodiscard]] RawClient connect() const { return RawClient(server->port()); }
    [[nodiscard]] static std::string get(const std::string& path, const std::string& more = "") {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + more + "\r\n";
    }
    [[nodiscard]] static std::string post(const std::string& path, const std::string& body) {
        return "POST " + path +
               " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\n\r\n" + body;
    }
    [[nodiscard]] static std::string body_of(const std::string& response) {
        return response.substr(response.find("\r\n\r\n") + 4);
    }

    void open_gate() {
        const std::lock_guard lock(mutex_);
        gate_open_ = true;
        changed_.notify_all();
    }
    /// Requests that have come to their handlers.
    [[nodiscard]] unsigned handled() {
        const std::lock_guard lock(mutex_);
        return handled_;
    }
    void wait_for_waiting(unsigned count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return waiting_ >= count; });
    }

    HttpServerOptions options;
    std::atomic<int> refused{0};
    std::atomic<int> given_up{0};
    std::atomic<int> late{0};  ///< Of those to /wait, that learnt it when the gate was open.
    std::unique_ptr<HttpServer> server;

 private:
    Answer answer(Request& request) {
        Answer answer;
        answer.content_type = "text/plain";
        {
            const std::lock_guard lock(mutex_);
            ++handled_;
        }
        if (request.path == "/wait") {
            about_to_wait();
            std::unique_lock lock(mutex_);
            ++waiting_;
            changed_.notify_all();
            changed_.wait(lock, [this] { return gate_open_; });
            late += request.claim->claim() ? 0 : 1;
        } else if (request.path.starts_with("/large/")) {
            answer.body.assign(std::stoul(std::string(request.path.substr(7))), 'x');
            return answer;
        }
        answer.body = std::string(request.method) + " " + std::string(request.path) + " " +
                      std::string(request.body);
        return answer;
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    unsigned handled_ = 0;
    unsigned waiting_ = 0;
    bool gate_open_ = false;
};

}  // namespace sark::http::test
