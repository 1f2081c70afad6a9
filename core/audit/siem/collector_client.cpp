#include "core/audit/siem/collector_client.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include <httplib.h>

namespace sark {
namespace {

constexpr std::string_view scheme = "http://";
constexpr std::size_t answer_max = 1'048'576;

timeval to_timeval(Nanos duration) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(duration);
    timeval value{};
    value.tv_sec = static_cast<time_t>(seconds.count());
    value.tv_usec = static_cast<suseconds_t>(
        std::chrono::floor<std::chrono::microseconds>(duration - seconds).count());
    return value;
}

}  // namespace

struct CollectorClient::State {
    State(const std::string& origin, std::string where, const CollectorOptions& options)
        : client(origin),
          path(std::move(where)),
          url(options.url),
          request_timeout(options.request_timeout) {
        const timeval limit = to_timeval(options.request_timeout);
        client.set_connection_timeout(limit.tv_sec, limit.tv_usec);
        client.set_read_timeout(limit.tv_sec, limit.tv_usec);
        client.set_write_timeout(limit.tv_sec, limit.tv_usec);
        client.set_keep_alive(true);
        client.set_tcp_nodelay(true);
        if (!options.token.empty())
            client.set_bearer_token_auth(options.token);
    }
    httplib::Client client;
    std::string path;
    std::string url;
    Nanos request_timeout;
};

CollectorClient::CollectorClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
CollectorClient::~CollectorClient() = default;

Result<std::unique_ptr<CollectorClient>> CollectorClient::create(const CollectorOptions& options) {
    const std::string& url = options.url;
    const std::size_t slash = url.find('/', scheme.size());
    const std::string origin = url.substr(0, slash);
    if (!url.starts_with(scheme) || origin.size() == scheme.size() ||
        origin.find('@') != std::string::npos)
        return Error{Errc::invalid_argument, "not the URL of an HTTP collector", "SIEM",
                     "http://HOST:PORT/PATH; a token is given apart from it"};
    auto state = std::make_unique<State>(
        origin, slash == std::string::npos ? "/" : url.substr(slash), options);
    if (!state->client.is_valid())
        return Error{Errc::invalid_argument, "not the URL of an HTTP collector", url, ""};
    return std::unique_ptr<CollectorClient>(new CollectorClient(std::move(state)));
}

Result<int> CollectorClient::post(const std::string& body, bool gzipped) {
    const TimePoint until = std::chrono::steady_clock::now() + state_->request_timeout;
    std::size_t read = 0;
    std::optional<int> status;
    httplib::Request batch;
    batch.method = "POST";
    batch.path = state_->path;
    batch.body = body;
    batch.set_header("Content-Type", "application/x-ndjson");
    if (gzipped)
        batch.set_header("Content-Encoding", "gzip");
    batch.response_handler = [&](const httplib::Response& answer) {
        status = answer.status;
        return true;
    };
    // The status is all that counts, and what else it says may have no end: the library's timeout
    // is for each piece.
    batch.content_receiver = [&](const char*, std::size_t size, std::uint64_t, std::uint64_t) {
        read += size;
        return read <= answer_max && std::chrono::steady_clock::now() < until;
    };
    const auto answer = state_->client.send(batch);
    if (answer)
        return answer->status;
    if (status)
        return *status;
    const bool late = answer.error() == httplib::Error::Read;
    return Error{late ? Errc::timeout : Errc::unavailable,
                 "the collector did not answer: " + httplib::to_string(answer.error()), state_->url,
                 ""};
}

}  // namespace sark
