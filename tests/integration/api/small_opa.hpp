#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include <httplib.h>
#include <nlohmann/json.hpp>

#include "core/opa/opa_client.hpp"

namespace sark::test {

/// A server that speaks OPA's Data API: POST /v1/data/mcp/result {"input": …} → {"result": …}.
class SmallOpa {
 public:
    using Answer = std::function<void(const nlohmann::json& input, httplib::Response& response)>;

    /// `keep_alive_s`: after which an idle connection is closed; stop() waits for it.
    explicit SmallOpa(time_t keep_alive_s = 60) {
        server_.set_tcp_nodelay(true);
        server_.set_keep_alive_max_count(1'000'000);  // httplib's own are five, OPA's none
        server_.set_keep_alive_timeout(keep_alive_s);
        server_.Post("/v1/data/mcp/result",
                     [this](const httplib::Request& request, httplib::Response& response) {
                         const auto document = nlohmann::json::parse(request.body, nullptr, false);
                         Answer answer;
                         {
                             const std::lock_guard lock(mutex_);
                             ports_.insert(request.remote_port);
                             answer = answer_;
                         }
                         ++asked;
                         answer(document.value("input", nlohmann::json()), response);
                     });
        server_.Get("/health", [](const httplib::Request&, httplib::Response& response) {
            response.set_content("{}", "application/json");
        });
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::jthread([this] { server_.listen_after_bind(); });
        while (!server_.is_running()) std::this_thread::yield();
    }
    ~SmallOpa() { stop(); }

    void stop() {
        server_.stop();
        if (thread_.joinable())
            thread_.join();
    }
    [[nodiscard]] OpaOptions options() const {
        OpaOptions chosen;
        chosen.url = "http://127.0.0.1:" + std::to_string(port_);
        chosen.timeout = std::chrono::seconds(60);
        return chosen;
    }
    std::size_t connections() {
        const std::lock_guard lock(mutex_);
        return ports_.size();
    }

    /// To the requests that come from now on.
    void answer_by(Answer answer) {
        const std::lock_guard lock(mutex_);
        answer_ = std::move(answer);
    }
    /// What it answers unless it is told otherwise.
    static void decide(const nlohmann::json& input, httplib::Response& response) {
        const bool allow = input["user"]["role"] == "developer";
        response.set_content(
            nlohmann::json({{"result", {{"allow", allow}, {"reason", "as OPA says"}}}}).dump(),
            "application/json");
    }
    std::atomic<int> asked{0};

 private:
    Answer answer_ = decide;
    httplib::Server server_;
    std::mutex mutex_;
    std::set<int> ports_;
    int port_ = 0;
    std::jthread thread_;
};

}  // namespace sark::test
