#pragma once

#include <array>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "core/http/server/descriptor.hpp"

namespace sark::http::test {

/// A client that sends what it is told, byte for byte. Nothing it does takes longer than 50 s.
class RawClient {
 public:
    /// `receive_buffer`: bytes that the kernel takes while nobody reads; 0: its default.
    explicit RawClient(int port, int receive_buffer = 0)
        : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const timeval patience{50, 0};
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        const int yes = 1;
        ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        if (receive_buffer > 0)
            ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer,
                         sizeof receive_buffer);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const void* const place = &address;
        connected_ =
            ::connect(socket_.get(), static_cast<const sockaddr*>(place), sizeof address) == 0;
    }

    [[nodiscard]] bool connected() const { return connected_; }

    /// False when the server is gone.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void send_bytewise(std::string_view bytes) {
        for (const char& byte : bytes) send({&byte, 1});
    }
    void end_sending() { ::shutdown(socket_.get(), SHUT_WR); }

    /// The next response: its head and, unless it has none, the body of its Content-Length.
    /// Absent: the connection ended first.
    std::optional<std::string> response(bool has_body = true) {
        std::size_t head = 0;
        while ((head = received_.find("\r\n\r\n")) == std::string::npos)
            if (!receive())
                return std::nullopt;
        std::size_t length = head + 4;
        const std::size_t at = received_.find("Content-Length: ");
        if (has_body && at < head)
            length += static_cast<std::size_t>(std::atol(received_.c_str() + at + 16));
        while (received_.size() < length)
            if (!receive())
                return std::nullopt;
        std::string taken = received_.substr(0, length);
        received_.erase(0, length);
        return taken;
    }
    /// Received and not asked for yet.
    [[nodiscard]] const std::string& unread() const { return received_; }
    /// The server has ended the connection, and nothing else is left to be read.
    [[nodiscard]] bool has_ended() const {
        char byte = 0;
        const ssize_t got = ::recv(socket_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
    }
    /// The status of the next response; 0: the connection ended first.
    int status() {
        const auto text = response();
        return text ? std::atoi(text->c_str() + 9) : 0;
    }
    /// Everything until the server closes. Absent: it did not, or it reset the connection.
    std::optional<std::string> rest() {
        while (receive()) {
        }
        return ended_ ? std::optional(received_) : std::nullopt;
    }

 private:
    bool receive() {
        std::array<char, 16'384> piece{};
        const ssize_t got = ::recv(socket_.get(), piece.data(), piece.size(), 0);
        ended_ = got == 0;
        if (got <= 0)
            return false;
        received_.append(piece.data(), static_cast<std::size_t>(got));
        return true;
    }

    Descriptor socket_;
    bool connected_ = false;
    bool ended_ = false;
    std::string received_;
};

}  // namespace sark::http::test
