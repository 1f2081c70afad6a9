#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/redis/address.hpp"

struct redisContext;

namespace sark::redis {

/// The words of one command, binary safe.
using Command = std::vector<std::string>;

/// What Redis answered to one command.
struct Reply {
    enum class Kind : std::uint8_t { nil, text, integer, list, error };
    Kind kind = Kind::nil;
    std::string text;  ///< Of text, status and error replies.
    std::int64_t integer = 0;
    /// Of an array, the elements of arrays inside it in their place; what is not text is left
    /// empty.
    std::vector<std::string> list;
};

/// How to reach one Redis.
struct ConnectionOptions {
    Address address;
    std::string password;  ///< Empty: no AUTH.
    Nanos connect_timeout = std::chrono::seconds(5);
    Nanos socket_timeout = std::chrono::seconds(5);
    bool keepalive = true;  ///< TCP keep-alive probes.
};

/// One blocking connection on hiredis, which this header does not show. After an Error it is dead:
/// a hiredis context never leaves its error state. One thread at a time.
class Connection {
 public:
    /// Errc::unavailable when refused or when AUTH fails, Errc::timeout when nobody answers.
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const ConnectionOptions& options);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Sends all commands in one write and reads as many replies, in order.
    [[nodiscard]] Result<std::vector<Reply>> run(const std::vector<Command>& commands);

 private:
    struct Close {
        void operator()(redisContext* context) const;
    };
    explicit Connection(std::unique_ptr<redisContext, Close> context);
    [[nodiscard]] Error failure() const;
    std::unique_ptr<redisContext, Close> context_;
};

}  // namespace sark::redis
