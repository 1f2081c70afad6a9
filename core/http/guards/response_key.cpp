#include "core/http/guards/response_key.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/http/guards/accept_encoding.hpp"
#include "core/http/guards/digest.hpp"
#include "core/http/guards/request_kind.hpp"
#include "core/http/uuid.hpp"

namespace sark::http {
namespace {

constexpr std::string_view servers = "/api/v1/servers";
constexpr std::size_t digest_length = 32;

std::string_view without_last_slash(std::string_view path) {
    if (path.ends_with('/'))
        path.remove_suffix(1);
    return path;
}

/// With its length, so that no text can look like two others.
void append(std::string& key, std::string_view text) {
    key.append(std::to_string(text.size())).append(1, ':').append(text);
}

std::string key_of(const Request& request, std::string_view path) {
    std::string key;
    append(key, path);
    auto query = request.query;
    std::ranges::stable_sort(query, {}, [](const auto& part) { return part.first; });
    for (const auto& [name, value] : query) {
        append(key, name);
        append(key, value);
    }
    key += '|';
    if (request.caller) {
        append(key, request.caller->user_id);
        append(key, request.caller->role);
        append(key, request.caller->api_key);
        for (const std::string& team : request.caller->teams) append(key, team);
    }
    key += accepts_gzip(request.header("Accept-Encoding").value_or("")) ? "|gzip" : "|identity";
    return key;
}

/// The server whose path this is, in lower case; empty when it is none's.
std::string server_of(std::string_view path) {
    if (!path.starts_with(servers) || path.size() <= servers.size() + 1)
        return {};
    path.remove_prefix(servers.size() + 1);
    std::string id(path.substr(0, path.find('/')));
    if (!is_uuid(id))
        return {};
    std::ranges::transform(id, id.begin(), [](char c) {
        return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return id;
}

/// Absent: never kept.
std::optional<Nanos> ttl_of(std::string_view path, bool is_server,
                            const ResponseCacheOptions& options) {
    if (path == "/health" || path == "/health/startup")
        return options.health_ttl;
    // What a gateway is shown is decided by policy: by the hour, by the caller's address and by
    // what was invalidated, none of which the key has.
    if (!path.starts_with("/api/v1/") || path.starts_with("/api/v1/gateway/"))
        return std::nullopt;
    if (path == servers)
        return options.list_ttl;
    return is_server ? options.detail_ttl : options.default_ttl;
}

}  // namespace

Nanos ResponseCacheOptions::longest_ttl() const noexcept {
    return std::max({default_ttl, list_ttl, detail_ttl, health_ttl});
}

std::optional<ResponsePlace> place_of(const Request& request, const ResponseCacheOptions& options) {
    if (request.method != "GET")
        return std::nullopt;
    const std::string_view path = without_last_slash(request.path);
    std::string server = server_of(path);
    const auto ttl = ttl_of(path, !server.empty(), options);
    if (!ttl || *ttl <= Nanos{0})
        return std::nullopt;
    ResponsePlace place;
    place.key = key_of(request, path);
    place.digest = sha256_hex(place.key).substr(0, digest_length);
    place.scope = server.empty() ? std::string(all_servers) : std::move(server);
    place.ttl = *ttl;
    return place;
}

bool may_change_servers(const Request& request, int status) noexcept {
    const std::string_view path = request.path;
    return is_write(request.method) && path.starts_with("/api/v1/") &&
           !path.starts_with("/api/v1/policy/") && !path.starts_with("/api/v1/gateway/") &&
           (status < 400 || status >= 500);
}

}  // namespace sark::http
