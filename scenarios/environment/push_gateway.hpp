#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/base/result.hpp"

namespace sark::scenarios {

/// Sends a run's figures to a Prometheus Pushgateway (PUT of text format, which replaces the
/// group's) from a thread of its own, so that a slow or dead gateway costs the run nothing but a
/// warning.
class PushGateway {
 public:
    /// `url`: http://host[:port]; the group is job "sark-bench", scenario `scenario`.
    /// Errc::unsafe for a host that is neither loopback nor `allowed_host`, Errc::invalid_argument
    /// when the URL cannot be read.
    [[nodiscard]] static Result<std::unique_ptr<PushGateway>> create(
        const std::string& url, const std::string& scenario, const std::string& allowed_host);
    /// Ends the thread after what it is sending; what waits is not sent.
    ~PushGateway();
    PushGateway(const PushGateway&) = delete;
    PushGateway& operator=(const PushGateway&) = delete;

    /// Has this sent next, in place of what still waits; returns at once.
    void offer(std::string text);
    /// The same, and waits until it was sent or refused: at most a few seconds.
    void deliver(std::string text);
    /// Why the first push that failed did so; told once.
    [[nodiscard]] std::optional<std::string> take_warning();

 private:
    PushGateway(std::string url, std::string path);
    void run();
    [[nodiscard]] std::optional<std::string> push(const std::string& text) const;

    const std::string url_;
    const std::string path_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<std::string> waiting_;
    std::optional<std::string> warning_;
    bool warned_ = false;
    bool sending_ = false;
    bool closing_ = false;
    std::thread thread_;
};

}  // namespace sark::scenarios
