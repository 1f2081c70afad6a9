#include "core/audit/siem/collector_client.hpp"

#include <utility>

#include <httplib.h>

namespace sark {
namespace {

constexpr std::string_view scheme = "http://";

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
        : client(origin), path(std::move(where)), url(options.url) {
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
    httplib::Headers headers;
    if (gzipped)
        headers.emplace("Content-Encoding", "gzip");
    const auto answer = state_->client.Post(state_->path, headers, body, "application/x-ndjson");
    if (answer)
        return answer->status;
    const bool late = answer.error() == httplib::Error::Read;
    return Error{late ? Errc::timeout : Errc::unavailable,
                 "the collector did not answer: " + httplib::to_string(answer.error()), state_->url,
                 ""};
}

}  // namespace sark
