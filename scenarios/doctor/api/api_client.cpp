#include "scenarios/doctor/api/api_client.hpp"

#include <charconv>
#include <memory>

#include <httplib.h>

#include "core/http/header_text.hpp"
#include "workloads/drivers/endpoint.hpp"

namespace sark::scenarios::doctor {
namespace {

constexpr time_t patience_s = 5;

httplib::Headers headers_of(const ApiQuestion& question, const workloads::ApiAccess& access) {
    httplib::Headers headers(question.headers.begin(), question.headers.end());
    if (question.anonymous)
        return headers;
    if (!access.token.empty())
        headers.emplace("Authorization", "Bearer " + access.token);
    if (!access.api_key.empty())
        headers.emplace("X-API-Key", access.api_key);
    return headers;
}

}  // namespace

std::optional<std::string> ApiReading::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (http::equals_ignoring_case(key, name))
            return value;
    return std::nullopt;
}

Result<ReadApi> read_api_at(const std::string& url, const workloads::ApiAccess& access) {
    const auto endpoint = workloads::parse_http_url(url);
    if (!endpoint)
        return endpoint.error();
    int port = 0;
    std::from_chars(endpoint->port.data(), endpoint->port.data() + endpoint->port.size(), port);
    auto client = std::make_shared<httplib::Client>(endpoint->host, port);
    client->set_connection_timeout(patience_s);
    client->set_read_timeout(patience_s);
    client->set_keep_alive(true);
    client->set_tcp_nodelay(true);
    client->set_decompress(false);
    client->set_follow_location(false);
    return ReadApi([client, access, authority = endpoint->authority()](
                       const ApiQuestion& question) -> Result<ApiReading> {
        const auto answer = client->Get(question.path, headers_of(question, access));
        if (!answer)
            return Error{Errc::unavailable,
                         "GET " + question.path + ": " + httplib::to_string(answer.error()),
                         authority, "is it running, and is this its address?"};
        ApiReading reading;
        reading.status = answer->status;
        reading.headers.assign(answer->headers.begin(), answer->headers.end());
        reading.body = answer->body;
        return reading;
    });
}

}  // namespace sark::scenarios::doctor
