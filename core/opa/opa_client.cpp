#include "core/opa/opa_client.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <httplib.h>

#include "core/base/waiting.hpp"
#include "core/opa/opa_document.hpp"

namespace sark {

namespace {

constexpr std::size_t answer_max = 1'048'576;  // bytes; as much as this API takes

Error bad(std::string message, const std::string& where, std::string hint) {
    return {Errc::invalid_argument, std::move(message), where, std::move(hint)};
}

bool is_plain_url(std::string_view url) {
    constexpr std::string_view scheme = "http://";
    if (!url.starts_with(scheme))
        return false;
    const std::string_view authority = url.substr(scheme.size());
    return !authority.empty() && authority.find_first_of("/?#@ ") == std::string_view::npos;
}

std::string_view spoken(httplib::Error error) {
    switch (error) {
        case httplib::Error::Connection:
        case httplib::Error::BindIPAddress:
            return "OPA unavailable";
        case httplib::Error::Read:
        case httplib::Error::Write:
        case httplib::Error::Canceled:
            return "OPA did not answer in time";
        default:
            return "OPA cannot be asked";
    }
}

}  // namespace

struct OpaClient::State {
    OpaOptions options;
    std::mutex mutex;
    std::vector<std::unique_ptr<httplib::Client>> idle;
    SystemTime time;
    std::optional<CircuitBreaker> breaker{};

    std::unique_ptr<httplib::Client> borrow() {
        {
            const std::lock_guard lock(mutex);
            if (!idle.empty()) {
                auto client = std::move(idle.back());
                idle.pop_back();
                return client;
            }
        }
        auto client = std::make_unique<httplib::Client>(options.url);
        const auto timeout = std::chrono::duration_cast<std::chrono::microseconds>(options.timeout);
        client->set_keep_alive(true);
        client->set_tcp_nodelay(true);
        client->set_connection_timeout(timeout);
        client->set_read_timeout(timeout);
        client->set_write_timeout(timeout);
        return client;
    }

    void give_back(std::unique_ptr<httplib::Client> client) {
        if (!options.pooled)
            return;
        const std::lock_guard lock(mutex);
        idle.push_back(std::move(client));
    }
};

Result<std::unique_ptr<OpaClient>> OpaClient::create(const OpaOptions& options) {
    if (!is_plain_url(options.url))
        return bad("not the address of an OPA", options.url, "write http://HOST:PORT");
    if (!options.path.starts_with('/'))
        return bad("not a path of OPA's Data API", options.path,
                   "write /v1/data/ and the name of the document");
    if (options.timeout <= Nanos{0})
        return bad("the timeout for OPA is not positive", options.url, "");
    auto state = std::make_unique<State>();
    state->options = options;
    if (options.breaker)
        state->breaker.emplace("OPA", *options.breaker, state->time);
    return std::unique_ptr<OpaClient>(new OpaClient(std::move(state)));
}

OpaClient::OpaClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
OpaClient::~OpaClient() = default;

PolicyDecision OpaClient::evaluate(const PolicyRequest& request) {
    if (!state_->breaker)
        return ask(request);
    auto permit = state_->breaker->allow();
    if (!permit)
        return error_denial(permit.error().message);
    PolicyDecision decision = ask(request);
    decision.error ? permit->failed() : permit->succeeded();
    return decision;
}

std::optional<CircuitBreakerStats> OpaClient::breaker_stats() const {
    if (!state_->breaker)
        return std::nullopt;
    return state_->breaker->stats();
}

PolicyDecision OpaClient::ask(const PolicyRequest& request) {
    about_to_wait();
    auto client = state_->borrow();
    const TimePoint until = state_->time.now() + state_->options.timeout;
    std::string body;
    bool is_too_long = false;
    httplib::Request question;
    question.method = "POST";
    question.path = state_->options.path;
    question.set_header("Content-Type", "application/json");
    question.body = opa_question(request);
    // The library's timeout is for each piece of an answer, which may come for ever.
    question.content_receiver = [&](const char* piece, std::size_t size, std::uint64_t,
                                    std::uint64_t) {
        is_too_long = size > answer_max - body.size();
        if (is_too_long || state_->time.now() >= until)
            return false;
        body.append(piece, size);
        return true;
    };
    const auto response = client->send(question);
    if (!response)  // the connection is in an unknown state: not kept
        return error_denial(is_too_long ? "OPA's answer is too long" : spoken(response.error()));
    const int status = response->status;
    PolicyDecision decision =
        status == 200 ? opa_decision(body) : error_denial("OPA answered " + std::to_string(status));
    state_->give_back(std::move(client));
    return decision;
}

bool OpaClient::is_healthy() {
    auto client = state_->borrow();
    const auto response = client->Get("/health");
    if (!response)
        return false;
    const bool healthy = response->status == 200;
    state_->give_back(std::move(client));
    return healthy;
}

Evaluator opa_evaluator(OpaClient& client, const OpaOptions& options) {
    Evaluator evaluator;
    evaluator.name = "opa " + options.url + options.path;
    evaluator.evaluate = [&client](const PolicyRequest& request) {
        return client.evaluate(request);
    };
    evaluator.reads_whole_context = true;
    return evaluator;
}

}  // namespace sark
