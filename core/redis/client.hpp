#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/redis/connection.hpp"
#include "core/redis/pool_settings.hpp"

namespace sark::redis {

struct ClientOptions {
    std::string address{};   ///< "unix:/path" or "host:port"
    std::string password{};  ///< Empty: no AUTH.
    PoolSettings pool{};
};

struct ClientStats {
    unsigned open = 0;
    unsigned idle = 0;
    std::uint64_t opened = 0;    ///< Connections ever opened.
    std::uint64_t failures = 0;  ///< Calls that returned an Error.
};

/// A pool of blocking connections to one Redis. Connections are opened when needed and replaced
/// after an error: a call that meets a connection which died while idle (Redis was restarted) is
/// repeated once on a new one, which is safe because every command used here can be repeated.
/// Thread-safe. Errors: unavailable, timeout (no answer or no free connection), protocol,
/// invalid_argument (Redis refused a command); `where` is the address.
class Client {
 public:
    /// No I/O; Errc::invalid_argument for an address that is not one. Sets SIGPIPE to be ignored
    /// when it still has its default action: hiredis writes to sockets that may be closed.
    [[nodiscard]] static Result<std::unique_ptr<Client>> create(const ClientOptions& options);
    ~Client();

    [[nodiscard]] Result<void> ping();
    /// Absent when there is no such key.
    [[nodiscard]] Result<std::optional<std::string>> get(const std::string& key);
    /// Expires after `ttl`, at least 1 ms.
    [[nodiscard]] Result<void> set(const std::string& key, const std::string& value, Nanos ttl);
    /// How many of the keys existed.
    [[nodiscard]] Result<std::uint64_t> remove(const std::vector<std::string>& keys);
    /// Empty when there is no such set.
    [[nodiscard]] Result<std::vector<std::string>> members(const std::string& set);
    /// Adds to a set and lets the set live for at least `ttl` from now.
    [[nodiscard]] Result<void> add_member(const std::string& set, const std::string& member,
                                          Nanos ttl);
    /// One round trip for all; error replies are returned in place, not as an Error.
    [[nodiscard]] Result<std::vector<Reply>> pipeline(const std::vector<Command>& commands);

    [[nodiscard]] ClientStats stats() const;
    [[nodiscard]] const std::string& address() const;

 private:
    struct State;
    explicit Client(std::unique_ptr<State> state);
    [[nodiscard]] Result<Reply> run(Command command);
    std::unique_ptr<State> state_;
};

/// The words of commands that are sent in pipelines, too.
[[nodiscard]] Command set_command(const std::string& key, const std::string& value, Nanos ttl);
[[nodiscard]] Command expire_command(const std::string& key, Nanos ttl);

}  // namespace sark::redis
