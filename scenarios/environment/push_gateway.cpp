#include "scenarios/environment/push_gateway.hpp"

#include <utility>

#include <httplib.h>

#include "scenarios/environment/endpoint_safety.hpp"
#include "workloads/drivers/endpoint.hpp"

namespace sark::scenarios {

namespace {
constexpr time_t patience_seconds = 2;
}  // namespace

Result<std::unique_ptr<PushGateway>> PushGateway::create(const std::string& url,
                                                         const std::string& scenario,
                                                         const std::string& allowed_host) {
    if (auto safe = check_url_safety(url, "--push-gateway", allowed_host); !safe)
        return safe.error();
    auto endpoint = workloads::parse_http_url(url);
    if (!endpoint)
        return endpoint.error();
    return std::unique_ptr<PushGateway>(new PushGateway(
        "http://" + endpoint->authority(), "/metrics/job/sark-bench/scenario/" + scenario));
}

PushGateway::PushGateway(std::string url, std::string path)
    : url_(std::move(url)), path_(std::move(path)) {
    thread_ = std::thread([this] { run(); });
}

PushGateway::~PushGateway() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void PushGateway::offer(std::string text) {
    {
        const std::lock_guard lock(mutex_);
        waiting_ = std::move(text);
    }
    changed_.notify_all();
}

void PushGateway::deliver(std::string text) {
    offer(std::move(text));
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !waiting_ && !sending_; });
}

std::optional<std::string> PushGateway::take_warning() {
    const std::lock_guard lock(mutex_);
    return std::exchange(warning_, std::nullopt);
}

void PushGateway::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return waiting_ || closing_; });
        if (closing_)
            return;
        const std::string text = *std::exchange(waiting_, std::nullopt);
        sending_ = true;
        lock.unlock();
        auto failure = push(text);
        lock.lock();
        sending_ = false;
        if (failure && !std::exchange(warned_, true))
            warning_ = std::move(failure);
        changed_.notify_all();
    }
}

std::optional<std::string> PushGateway::push(const std::string& text) const {
    httplib::Client client(url_);
    client.set_tcp_nodelay(true);
    client.set_connection_timeout(patience_seconds, 0);
    client.set_read_timeout(patience_seconds, 0);
    client.set_write_timeout(patience_seconds, 0);
    const auto response = client.Put(path_, text, "text/plain; version=0.0.4");
    if (!response)
        return "the push gateway " + url_ + " takes no figures (" +
               httplib::to_string(response.error()) + "); the run goes on without it";
    if (response->status < 200 || response->status > 299)
        return "the push gateway " + url_ + " refuses our figures (status " +
               std::to_string(response->status) + "); the run goes on without it";
    return std::nullopt;
}

}  // namespace sark::scenarios
