#include "scenarios/environment/endpoint_safety.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <strings.h>

#include "scenarios/environment/redis_probe.hpp"

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

bool is_digits(const std::string& text) {
    return text.find_first_not_of("0123456789") == std::string::npos;
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
    if (!hosts) {
        Error error = hosts.error();
        error.where = flag;
        return error;
    }
    for (const std::string& host : *hosts) {
        if (auto safe = check_host(host, flag, allowed_host); !safe)
            return safe;
    }
    return {};
}

Result<void> check_redis_safety(const std::string& endpoint, const std::string& allowed_host) {
    const auto parsed = parse_redis_endpoint(endpoint);
    if (!parsed) {
        Error error = parsed.error();
        error.where = "--redis";
        return error;
    }
    if (!parsed->socket.empty())
        return {};
    return check_host(parsed->host, "--redis", allowed_host);
}

Result<void> check_url_safety(const std::string& url, const std::string& allowed_host) {
    const auto host = host_of_url(url);
    if (!host)
        return host.error();
    return check_host(*host, "--url", allowed_host);
}

Result<std::string> host_of_url(const std::string& url) {
    const Error fault{Errc::invalid_argument,
                      "the URL is not of the form http://host:port (no path, no credentials)",
                      "--url", ""};
    constexpr std::string_view scheme = "http://";
    if (url.rfind(scheme, 0) != 0)
        return fault;
    std::string authority = url.substr(scheme.size());
    if (!authority.empty() && authority.back() == '/')
        authority.pop_back();
    // Anything that two parsers could read in two ways is refused.
    constexpr const char* plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]";
    if (authority.find_first_not_of(plain) != std::string::npos)
        return fault;
    std::string host = authority;
    std::string port;
    const std::size_t bracket = authority.find(']');
    const std::size_t colon = authority.find(':', bracket == std::string::npos ? 0 : bracket);
    if (colon != std::string::npos) {
        host = authority.substr(0, colon);
        port = authority.substr(colon + 1);
        if (port.empty() || !is_digits(port))
            return fault;
    }
    const std::string bare = without_brackets(host);
    const bool bracketed = bare != host;
    if (bare.empty() || bare.find_first_of("[]") != std::string::npos ||
        (!bracketed && bare.find(':') != std::string::npos))
        return fault;
    return bare;
}

}  // namespace sark::scenarios
