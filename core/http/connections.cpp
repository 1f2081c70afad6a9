#include "core/http/connections.hpp"

#include <charconv>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include <netinet/in.h>
#include <sys/socket.h>

namespace sark::http {

namespace {

/// The port a TCP socket is bound to here; 0 when the descriptor is anything else.
int local_port(int descriptor) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    if (getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length) != 0)
        return 0;
    if (address.ss_family == AF_INET)
        return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
    if (address.ss_family == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port);
    return 0;
}

std::vector<int> open_descriptors() {
    std::vector<int> descriptors;
    std::error_code error;
    for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end;
         !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename();
        int descriptor = -1;
        if (std::from_chars(name.data(), name.data() + name.size(), descriptor).ec == std::errc())
            descriptors.push_back(descriptor);
    }
    return descriptors;
}

}  // namespace

void end_idle_connections(int port) {
    // httplib keeps its sockets to itself; the kernel's table is the one place that lists them. A
    // listening port is never the local port of a connection that this process opened itself.
    for (const int descriptor : open_descriptors())
        if (local_port(descriptor) == port)
            ::shutdown(descriptor, SHUT_RD);
}

}  // namespace sark::http
