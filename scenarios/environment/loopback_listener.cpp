#include "scenarios/environment/loopback_listener.hpp"

#include <cerrno>
#include <system_error>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sark::scenarios {

LoopbackListener::~LoopbackListener() {
    if (fd_ >= 0)
        ::close(fd_);
}

Result<void> LoopbackListener::open() {
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (fd_ < 0 || ::bind(fd_, generic, length) != 0 || ::listen(fd_, SOMAXCONN) != 0 ||
        ::getsockname(fd_, generic, &length) != 0)
        return Error{Errc::unavailable, "cannot listen on a loopback port",
                     std::generic_category().message(errno), ""};
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    return {};
}

}  // namespace sark::scenarios
