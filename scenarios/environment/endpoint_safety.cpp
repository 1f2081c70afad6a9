#include "scenarios/environment/endpoint_safety.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <strings.h>

#include "core/redis/address.hpp"
#include "workloads/drivers/endpoint.hpp"

namespace sark::scenarios {

namespace {

bool same_host(const std::string& left, const std::string& right) {
    return strcasecmp(left.c_str(), right.c_str()) == 0;
}

std::string without_brackets(const std::string& host) {
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        return host.substr(1, host.size() - 2);
    return host;
}

Result<void> check_host(const std::string& host, const std::string& flag,
                        const std::string& allowed_host) {
    const std::string bare = without_brackets(host);
    if (is_loopback_host(bare))
        return {};
    if (!allowed_host.empty() && same_host(bare, without_brackets(allowed_host)))
        return {};
    return Error{Errc::unsafe, "host " + bare + " is not this machine; no load is sent there", flag,
                 "if you may test it, add --allow-remote " + bare};
}

/// The flag instead of the address, which may hold a password.
Error with_flag(Error error, const std::string& flag) {
    error.where = flag;
    return error;
}

}  // namespace

bool is_loopback_host(const std::string& host) {
    const std::string bare = without_brackets(host);
    if (bare.empty() || bare.front() == '/' || bare.front() == '@' || same_host(bare, "localhost"))
        return true;
    in_addr v4{};
    if (inet_pton(AF_INET, bare.c_str(), &v4) == 1)
        return (ntohl(v4.s_addr) >> 24) == IN_LOOPBACKNET;
    in6_addr v6{};
    if (inet_pton(AF_INET6, bare.c_str(), &v6) != 1)
        return false;
    return IN6_IS_ADDR_LOOPBACK(&v6) || (IN6_IS_ADDR_V4MAPPED(&v6) && v6.s6_addr[12] == 127);
}

Result<void> check_postgres_safety(const std::string& dsn, const std::string& flag,
                                   const std::string& allowed_host,
                                   const EnvironmentLookup& environment) {
    auto hosts = hosts_of_dsn(dsn, environment);
    if (!hosts)
        return with_flag(hosts.error(), flag);
    for (const std::string& host : *hosts) {
        if (auto safe = check_host(host, flag, allowed_host); !safe)
            return safe;
    }
    return {};
}

Result<void> check_redis_safety(const std::string& endpoint, const std::string& allowed_host) {
    // The client's own parser: another one could see another host.
    const auto address = redis::parse_address(endpoint);
    if (!address)
        return with_flag(address.error(), "--redis");
    if (!address->path.empty())
        return {};
    return check_host(address->host, "--redis", allowed_host);
}

Result<void> check_url_safety(const std::string& url, const std::string& allowed_host) {
    return check_url_safety(url, "--url", allowed_host);
}

Result<void> check_url_safety(const std::string& url, const std::string& flag,
                              const std::string& allowed_host) {
    const auto endpoint = workloads::parse_http_url(url);
    if (!endpoint)
        return with_flag(endpoint.error(), flag);
    return check_host(endpoint->host, flag, allowed_host);
}

}  // namespace sark::scenarios
