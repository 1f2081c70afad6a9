#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "core/http/server/connection.hpp"

namespace sark::http {

/// The open connections of a server. Thread-safe.
class Connections {
 public:
    /// Keeps it until remove().
    Connection& add(std::unique_ptr<Connection> connection);
    /// Closes it.
    void remove(Connection& connection);
    [[nodiscard]] std::size_t count() const;

    /// Wakes those whose time is up, and answers for handlers whose time is.
    void expire(const HttpService& service);
    /// Ends all that have no request under way, as they come to that, and returns when none is
    /// left; those that take longer than `patience` are cut. What a handler works on is waited for.
    void drain(Nanos patience, const HttpService& service);

 private:
    mutable std::mutex mutex_;
    std::condition_variable none_;
    std::unordered_map<const Connection*, std::unique_ptr<Connection>> open_;
};

}  // namespace sark::http
