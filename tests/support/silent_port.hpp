#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sark::test {

/// A port on loopback where nobody listens while this lives, nor can: it is bound. A port that was
/// merely free a moment ago may be another test's by now.
class SilentPort {
 public:
    SilentPort() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        void* storage = &address;
        if (::bind(fd_, static_cast<sockaddr*>(storage), size) != 0 ||
            ::getsockname(fd_, static_cast<sockaddr*>(storage), &size) != 0)
            std::abort();
        port_ = ntohs(address.sin_port);
    }
    ~SilentPort() { ::close(fd_); }
    SilentPort(const SilentPort&) = delete;
    SilentPort& operator=(const SilentPort&) = delete;

    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
    int fd_;
    std::uint16_t port_ = 0;
};

}  // namespace sark::test
