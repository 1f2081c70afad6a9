#include "core/http/server/connections.hpp"

#include <utility>

namespace sark::http {

namespace {

/// A connection may become idle a moment after it was looked at.
constexpr std::chrono::milliseconds look_again{20};

}  // namespace

Connection& Connections::add(std::unique_ptr<Connection> connection) {
    Connection& added = *connection;
    const std::lock_guard lock(mutex_);
    open_.emplace(&added, std::move(connection));
    return added;
}

void Connections::remove(Connection& connection) {
    // Its socket is closed under the lock: another connection might get its number, and be shut
    // down in its place.
    const std::lock_guard lock(mutex_);
    open_.erase(&connection);
    if (open_.empty())
        none_.notify_all();
}

std::size_t Connections::count() const {
    const std::lock_guard lock(mutex_);
    return open_.size();
}

void Connections::expire(const HttpService& service) {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, connection] : open_) connection->expire(service);
}

void Connections::drain(Nanos patience, const HttpService& service) {
    const TimePoint until = std::chrono::steady_clock::now() + patience;
    std::unique_lock lock(mutex_);
    while (!open_.empty()) {
        const TimePoint now = std::chrono::steady_clock::now();
        for (const auto& [key, connection] : open_) {
            connection->expire(service);
            if (now < until)
                connection->drain();
            else
                connection->cut();
        }
        none_.wait_for(lock, look_again);
    }
}

}  // namespace sark::http
