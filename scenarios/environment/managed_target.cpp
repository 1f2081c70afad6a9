#include "scenarios/environment/managed_target.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <random>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sark::scenarios {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// A TCP socket that closes itself.
class LoopbackSocket {
 public:
    LoopbackSocket() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
    ~LoopbackSocket() {
        if (fd_ >= 0)
            close(fd_);
    }
    LoopbackSocket(const LoopbackSocket&) = delete;
    LoopbackSocket& operator=(const LoopbackSocket&) = delete;

    [[nodiscard]] bool binds_to(int port) const {
        const sockaddr_in address = loopback(port);
        // The sockets API takes every family through its one generic type.
        return bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    [[nodiscard]] bool connects_to(int port) const {
        const sockaddr_in address = loopback(port);
        return connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }

 private:
    static sockaddr_in loopback(int port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        return address;
    }
    int fd_;
};

/// The lowest port that the kernel gives to whoever asks for none in particular.
int lowest_of_the_kernels_choice() {
    int lowest = 0;
    std::ifstream("/proc/sys/net/ipv4/ip_local_port_range") >> lowest;
    return lowest > 0 ? lowest : 32'768;
}

/// A port that is free and stays so until the target takes it: the kernel gives none of these to
/// anybody by itself, not even for the moment of a connection. Absent when there is none to be had.
std::optional<int> free_port() {
    constexpr int lowest = 10'240;
    constexpr int fewest = 1'024;
    constexpr int attempts = 1'000;
    std::random_device chance;
    std::uniform_int_distribution<int> ports(
        lowest, std::max(lowest_of_the_kernels_choice() - 1, lowest + fewest));
    for (int attempt = 0; attempt < attempts; ++attempt)
        if (const int port = ports(chance); LoopbackSocket().binds_to(port))
            return port;
    return std::nullopt;
}

}  // namespace

std::string with_port(std::string command, int port) {
    constexpr std::string_view mark = "{port}";
    const std::string number = std::to_string(port);
    for (std::size_t at = command.find(mark); at != std::string::npos; at = command.find(mark, at))
        command.replace(at, mark.size(), number);
    return command;
}

Result<std::unique_ptr<ManagedTarget>> ManagedTarget::start(const std::filesystem::path& directory,
                                                            const ManagedTargetOptions& options) {
    const auto port = free_port();
    if (!port)
        return Error{Errc::unavailable, "no free port for the target", options.command, ""};
    std::vector<std::string> environment = options.environment;
    environment.push_back("PORT=" + std::to_string(*port));
    ChildOptions child;
    child.name = "target";
    child.command = {"/bin/sh", "-c", with_port(options.command, *port)};
    child.environment = inherited_environment(environment);
    child.log = directory / "target.log";
    child.stop_group = true;
    auto process = ChildProcess::start(child);
    if (!process)
        return process.error();

    const auto deadline = std::chrono::steady_clock::now() + seconds(60);
    while (std::chrono::steady_clock::now() < deadline) {
        if (LoopbackSocket().connects_to(*port))
            return std::unique_ptr<ManagedTarget>(new ManagedTarget(
                std::move(*process), "http://127.0.0.1:" + std::to_string(*port)));
        if (process->wait(milliseconds(20))) {
            Error error = process->failure();
            error.where = options.command;
            return error;
        }
        if (options.stop && options.stop())
            return Error{Errc::interrupted, "stopped while the target was starting", "", ""};
    }
    const std::string words = process->last_words();
    return Error{Errc::unavailable,
                 "the target took no connection on port " + std::to_string(*port) + " in 60 s",
                 options.command,
                 "let it listen on the port of {port} or $PORT" +
                     (words.empty() ? "" : "; it said: " + words)};
}

ManagedTarget::ManagedTarget(ChildProcess process, std::string url)
    : process_(std::move(process)), url_(std::move(url)) {}

}  // namespace sark::scenarios
