#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/redis/connection.hpp"

namespace sark {

namespace redis {
class Client;
}

/// Tells the processes that share one Redis what each of them invalidated. A message is an entry of
/// a stream (trimmed to about 10,000); each process reads on from the last one it saw, every
/// `interval`, in one round trip. Who cannot find the last one again (trimmed away, or Redis lost
/// its data) has missed an unknown number and forgets everything. Beside it stands a key with the
/// version of everything, a text that never repeats, so that it also reaches those who start later.
/// While Redis is away nothing arrives: then the TTLs bound the staleness. Each cache has a feed of
/// its own: policy's decisions, and the answers to requests. Thread-safe.
class InvalidationFeed {
 public:
    struct Listener {
        std::function<void(std::string_view user_id)> user;
        std::function<void(std::string_view tool_name)> tool;
        std::function<void(std::string_view server_id)> server;
        std::function<void(std::string_view version)> version;  ///< Told when it has changed.
        std::function<void()> everything;
    };
    /// Where in Redis a feed lives: policy's by default.
    struct Keys {
        std::string stream = "policy:invalidations";
        std::string version = "policy:generation";
    };

    /// Catches up with Redis once, then on a thread of its own every `interval`; 0: only when
    /// poll() is called. The listener is called on either; it may lack what its feed is not told.
    InvalidationFeed(redis::Client& redis, Listener listener, Nanos interval);
    InvalidationFeed(redis::Client& redis, Listener listener, Nanos interval, Keys keys);
    ~InvalidationFeed();
    InvalidationFeed(const InvalidationFeed&) = delete;
    InvalidationFeed& operator=(const InvalidationFeed&) = delete;

    /// A text that never came before.
    [[nodiscard]] static std::string new_version();

    /// Tells the others; this process is expected to have done it. An Error: they do not know.
    [[nodiscard]] Result<void> announce_user(std::string_view user_id);
    [[nodiscard]] Result<void> announce_tool(std::string_view tool_name);
    [[nodiscard]] Result<void> announce_version(std::string_view version);
    /// The command that announces a server, for who has more to tell Redis in the same round trip.
    [[nodiscard]] redis::Command server_message(std::string_view server_id) const;

    /// Fetches what is new. False when Redis did not answer.
    bool poll();

 private:
    void run(const std::stop_token& stop);
    [[nodiscard]] Result<void> announce(std::string_view kind, std::string_view name);
    [[nodiscard]] redis::Command message(std::string_view kind, std::string_view name) const;
    void read_entries(const std::vector<std::string>& flat);
    void hear(std::string_view kind, std::string_view name);

    redis::Client& redis_;
    Listener listener_;
    Nanos interval_;
    Keys keys_;
    std::string self_;  // names this process in its messages
    std::mutex reading_;
    std::string last_;  // the newest entry seen; empty: none yet
    std::string version_;
    bool is_first_ = true;
    bool is_blind_ = false;  // Redis did not answer the last time
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::jthread thread_;  // last: it uses all of the above
};

}  // namespace sark
