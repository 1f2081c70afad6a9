#include "scenarios/environment/listening_process.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>

namespace sark::scenarios {

namespace {

constexpr std::array<std::string_view, 6> forwarders = {
    "docker-proxy", "rootlessport", "slirp4netns", "pasta", "kubectl", "socat"};

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// "socket:[123]" -> 123.
std::optional<std::uint64_t> inode_of(const std::string& link) {
    constexpr std::string_view prefix = "socket:[";
    if (!link.starts_with(prefix))
        return std::nullopt;
    return std::strtoull(link.c_str() + prefix.size(), nullptr, 10);
}

bool holds_any(const std::filesystem::path& process, const std::set<std::uint64_t>& sockets) {
    std::error_code error;
    for (std::filesystem::directory_iterator fd(process / "fd", error), end; !error && fd != end;
         fd.increment(error)) {
        std::error_code unreadable;
        const auto link = std::filesystem::read_symlink(fd->path(), unreadable);
        if (unreadable)
            continue;
        if (const auto inode = inode_of(link.string()); inode && sockets.contains(*inode))
            return true;
    }
    return false;
}

bool only_forwards(const std::filesystem::path& process) {
    std::string name = read_file(process / "comm");
    while (!name.empty() && name.back() == '\n') name.pop_back();
    return std::ranges::find(forwarders, name) != forwarders.end();
}

}  // namespace

std::set<std::uint64_t> sockets_at_port(std::string_view tcp_table, std::uint16_t port) {
    std::set<std::uint64_t> inodes;
    std::istringstream in{std::string(tcp_table)};
    std::string line;
    std::getline(in, line);  // the heading
    while (std::getline(in, line)) {
        std::istringstream fields(line);
        // sl local remote state tx:rx timer:when retransmissions uid timeout inode
        std::string slot, local, remote, state, skipped;
        std::uint64_t inode = 0;
        fields >> slot >> local >> remote >> state;
        for (int i = 0; i < 5; ++i) fields >> skipped;
        const std::size_t colon = local.rfind(':');
        if (!(fields >> inode) || state != "0A" || colon == std::string::npos)
            continue;
        if (std::strtoul(local.c_str() + colon + 1, nullptr, 16) == port)
            inodes.insert(inode);
    }
    return inodes;
}

std::set<std::uint64_t> sockets_at_path(std::string_view unix_table, std::string_view path) {
    constexpr unsigned long accepts_connections = 0x10000;
    std::set<std::uint64_t> inodes;
    std::istringstream in{std::string(unix_table)};
    std::string line;
    std::getline(in, line);  // the heading
    while (std::getline(in, line)) {
        std::istringstream fields(line);
        std::string number, references, protocol, flags, type, state, at;
        std::uint64_t inode = 0;
        fields >> number >> references >> protocol >> flags >> type >> state >> inode;
        if (!std::getline(fields >> std::ws, at) || at != path)
            continue;
        if ((std::strtoul(flags.c_str(), nullptr, 16) & accepts_connections) != 0)
            inodes.insert(inode);
    }
    return inodes;
}

std::vector<pid_t> processes_listening_at(const LocalListener& listener,
                                          const std::filesystem::path& proc) {
    std::set<std::uint64_t> sockets;
    if (listener.port == 0) {
        sockets = sockets_at_path(read_file(proc / "net/unix"), listener.path);
    } else {
        sockets = sockets_at_port(read_file(proc / "net/tcp"), listener.port);
        sockets.merge(sockets_at_port(read_file(proc / "net/tcp6"), listener.port));
    }
    std::vector<pid_t> holders;
    if (sockets.empty())
        return holders;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(proc, error)) {
        const std::string name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos)
            continue;
        if (!holds_any(entry.path(), sockets))
            continue;
        if (only_forwards(entry.path()))
            return {};
        holders.push_back(static_cast<pid_t>(std::strtol(name.c_str(), nullptr, 10)));
    }
    return holders;
}

}  // namespace sark::scenarios
