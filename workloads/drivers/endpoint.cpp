#include "workloads/drivers/endpoint.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include <netdb.h>

namespace sark::workloads {
namespace {

bool is_port(std::string_view text) {
    return !text.empty() && text.size() <= 5 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
           std::stoul(std::string(text)) >= 1 && std::stoul(std::string(text)) <= 65'535;
}

}  // namespace

std::string Endpoint::authority() const {
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + port;
}

Result<Endpoint> parse_endpoint(std::string_view text, std::string_view default_port,
                                std::string_view what) {
    // The text is not quoted: what was mistyped may hold a password.
    const Error bad{Errc::invalid_argument, "the address is not host:port", std::string(what),
                    "for example 127.0.0.1:8000"};
    std::string_view host = text;
    std::string_view port = default_port;
    if (text.starts_with('[')) {
        const std::size_t bracket = text.find(']');
        if (bracket == std::string_view::npos)
            return bad;
        host = text.substr(1, bracket - 1);
        const std::string_view rest = text.substr(bracket + 1);
        if (!rest.empty() && rest.front() != ':')
            return bad;
        if (!rest.empty())
            port = rest.substr(1);
    } else if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
        host = text.substr(0, colon);
        port = text.substr(colon + 1);
    }
    if (host.empty() || !is_port(port) || host.find_first_of("/@ \r\n") != std::string_view::npos)
        return bad;
    return Endpoint{std::string(host), std::string(port)};
}

Result<Endpoint> parse_http_url(std::string_view url) {
    constexpr std::string_view scheme = "http://";
    const auto reject = [](const char* message, const char* hint) -> Result<Endpoint> {
        return Error{Errc::invalid_argument, message, "HTTP target", hint};
    };
    if (url.starts_with("https://"))
        return reject("https is not supported",
                      "measure behind the TLS terminator, or put a local proxy in front");
    if (!url.starts_with(scheme))
        return reject("the URL does not start with http://", "for example http://127.0.0.1:8000");
    url.remove_prefix(scheme.size());
    if (url.ends_with('/'))
        url.remove_suffix(1);
    if (url.find('@') != std::string_view::npos)
        return reject("the URL holds user information",
                      "give credentials as a header of the operation");
    if (url.find_first_of("/?#") != std::string_view::npos)
        return reject("the URL has a path", "paths belong to the operations of the scenario");
    return parse_endpoint(url, "80", "HTTP target");
}

Result<std::vector<SocketAddress>> resolve(const Endpoint& endpoint) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_family = AF_UNSPEC;
    addrinfo* found = nullptr;
    const int failure = getaddrinfo(endpoint.host.c_str(), endpoint.port.c_str(), &hints, &found);
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned(found, &freeaddrinfo);
    std::vector<SocketAddress> addresses;
    for (const addrinfo* entry = failure == 0 ? found : nullptr; entry != nullptr;
         entry = entry->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        if (getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), text.size(), nullptr, 0,
                        NI_NUMERICHOST) != 0)
            continue;
        SocketAddress address;
        std::memcpy(&address.storage, entry->ai_addr, entry->ai_addrlen);
        address.length = entry->ai_addrlen;
        address.text = text.data();
        addresses.push_back(std::move(address));
    }
    if (addresses.empty())
        return Error{Errc::unavailable,
                     std::string("the host cannot be resolved: ") +
                         (failure == 0 ? "no address" : gai_strerror(failure)),
                     endpoint.authority(), "check the host name"};
    return addresses;
}

}  // namespace sark::workloads
