#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sark::testing {

/// One thing that a ScriptedServer does on a connection.
struct ServerStep {
    enum class Kind : std::uint8_t {
        read_request,  ///< Until a blank line and the Content-Length that came before it.
        send,          ///< `bytes`, in one piece.
        send_bytewise,
        hold,   ///< Until the test calls release().
        close,  ///< An orderly end.
        reset,  ///< RST.
        drain,  ///< Read until the client closes.
    };
    Kind kind = Kind::close;
    std::string bytes;
};

inline ServerStep read_request() {
    return {ServerStep::Kind::read_request, ""};
}
inline ServerStep send(std::string bytes) {
    return {ServerStep::Kind::send, std::move(bytes)};
}
inline ServerStep send_bytewise(std::string bytes) {
    return {ServerStep::Kind::send_bytewise, std::move(bytes)};
}
inline ServerStep hold() {
    return {ServerStep::Kind::hold, ""};
}
inline ServerStep close() {
    return {ServerStep::Kind::close, ""};
}
inline ServerStep reset() {
    return {ServerStep::Kind::reset, ""};
}
inline ServerStep drain() {
    return {ServerStep::Kind::drain, ""};
}

/// A TCP server on a loopback port that plays one script per connection, one connection after the
/// other, on a thread of its own. A script that ends closes its connection; connections beyond the
/// scripts are not accepted.
class ScriptedServer {
 public:
    using Script = std::vector<ServerStep>;

    explicit ScriptedServer(std::vector<Script> scripts) : scripts_(std::move(scripts)) {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        void* storage = &address;
        ::bind(listener_, static_cast<sockaddr*>(storage), sizeof address);
        ::listen(listener_, 16);
        socklen_t length = sizeof address;
        ::getsockname(listener_, static_cast<sockaddr*>(storage), &length);
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this] { serve(); });
    }
    ~ScriptedServer() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
            if (client_ >= 0)
                ::shutdown(client_, SHUT_RDWR);
        }
        changed_.notify_all();
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }

    /// Lets one hold() step go on.
    void release() {
        {
            const std::lock_guard lock(mutex_);
            ++releases_;
        }
        changed_.notify_all();
    }
    /// The requests read so far, over all connections.
    [[nodiscard]] std::vector<std::string> requests() const {
        const std::lock_guard lock(mutex_);
        return requests_;
    }
    [[nodiscard]] std::size_t accepted() const {
        const std::lock_guard lock(mutex_);
        return accepted_;
    }

 private:
    void serve() {
        for (const Script& script : scripts_) {
            const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (client < 0)
                return;
            {
                const std::lock_guard lock(mutex_);
                client_ = client;
                ++accepted_;
                if (stopping_)
                    ::shutdown(client, SHUT_RDWR);
            }
            const int on = 1;
            ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            std::string unread;
            for (const ServerStep& step : script) {
                if (!play(client, step, unread))
                    break;
            }
            const std::lock_guard lock(mutex_);
            client_ = -1;
            ::close(client);
        }
    }

    /// False when the connection is over.
    bool play(int client, const ServerStep& step, std::string& unread) {
        switch (step.kind) {
            case ServerStep::Kind::read_request:
                return take_request(client, unread);
            case ServerStep::Kind::send:
                return send_all(client, step.bytes);
            case ServerStep::Kind::send_bytewise:
                for (const char& byte : step.bytes) {
                    if (!send_all(client, std::string_view(&byte, 1)))
                        return false;
                }
                return true;
            case ServerStep::Kind::hold: {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [&] { return releases_ > 0 || stopping_; });
                --releases_;
                return !stopping_;
            }
            case ServerStep::Kind::close:
                return false;
            case ServerStep::Kind::reset: {
                const linger abort{1, 0};
                ::setsockopt(client, SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
                return false;
            }
            case ServerStep::Kind::drain:
                while (receive(client, unread)) {
                }
                return false;
        }
        return false;
    }

    static bool send_all(int client, std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t count = ::send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

    static bool receive(int client, std::string& unread) {
        std::string piece(16 * 1024, '\0');
        const ssize_t count = ::recv(client, piece.data(), piece.size(), 0);
        if (count <= 0)
            return false;
        unread.append(piece, 0, static_cast<std::size_t>(count));
        return true;
    }

    bool take_request(int client, std::string& unread) {
        constexpr std::string_view blank_line = "\r\n\r\n";
        constexpr std::string_view length_header = "Content-Length: ";
        std::size_t end = 0;
        while ((end = unread.find(blank_line)) == std::string::npos) {
            if (!receive(client, unread))
                return false;
        }
        end += blank_line.size();
        const std::size_t length = unread.find(length_header);
        if (length < end)
            end += std::stoul(unread.substr(length + length_header.size()));
        while (unread.size() < end) {
            if (!receive(client, unread))
                return false;
        }
        const std::lock_guard lock(mutex_);
        requests_.push_back(unread.substr(0, end));
        unread.erase(0, end);
        return true;
    }

    std::vector<Script> scripts_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> requests_;
    std::size_t accepted_ = 0;
    int releases_ = 0;
    int client_ = -1;
    bool stopping_ = false;
    std::jthread thread_;
};

}  // namespace sark::testing
