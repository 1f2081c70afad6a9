#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace sark::scenarios {

/// Where a server listens on this machine.
struct LocalListener {
    std::uint16_t port = 0;  ///< 0: a unix socket.
    std::string path;        ///< Of a unix socket, as its server wrote it.
};

/// The inodes of the sockets that listen at a TCP port, in the text of /proc/net/tcp or tcp6.
[[nodiscard]] std::set<std::uint64_t> sockets_at_port(std::string_view tcp_table,
                                                      std::uint16_t port);
/// Those that listen at a path, in the text of /proc/net/unix.
[[nodiscard]] std::set<std::uint64_t> sockets_at_path(std::string_view unix_table,
                                                      std::string_view path);

/// The processes that hold a socket which listens there. Empty when none can be seen: another
/// user's, in another network namespace, or one that only forwards to a server elsewhere on this
/// machine (a container's port proxy), whose CPU would say nothing about the server's.
[[nodiscard]] std::vector<pid_t> processes_listening_at(
    const LocalListener& listener, const std::filesystem::path& proc = "/proc");

}  // namespace sark::scenarios
