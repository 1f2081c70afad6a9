#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/postgres/pool_settings.hpp"
#include "core/postgres/pool_stats.hpp"
#include "core/postgres/session.hpp"

namespace sark::postgres {

/// A bounded pool of sessions with SQLAlchemy's QueuePool semantics (S000-CFG-02): up to pool_size
/// stay open, up to max_overflow more are opened under pressure and closed on return, beyond that
/// acquire() waits in order of arrival for `timeout`. Connections older than `recycle` are
/// replaced; with pre_ping a dead one is replaced before it is handed out. Thread-safe.
class ConnectionPool {
 public:
    /// A borrowed session; returned when it goes out of scope. One thread at a time.
    class Lease {
     public:
        Lease(Lease&&) noexcept;
        Lease& operator=(Lease&&) noexcept;
        ~Lease();
        Session& operator*() const;
        Session* operator->() const;
        /// Close the session instead of returning it. Not needed after Errc::unavailable: the pool
        /// never keeps a session that is no longer alive().
        void discard();

     private:
        friend class ConnectionPool;
        struct Slot;
        explicit Lease(std::unique_ptr<Slot> slot);
        std::unique_ptr<Slot> slot_;
    };

    /// Called after each acquire() with the time it took, success or not; from the acquiring
    /// thread.
    using AcquireObserver = std::function<void(Nanos waited, bool acquired)>;

    ConnectionPool(std::string dsn, PoolSettings settings, AcquireObserver observer = {});
    /// Closes what is idle; a session still lent is closed when its lease ends.
    ~ConnectionPool();
    ConnectionPool(const ConnectionPool&) = delete;
    ConnectionPool& operator=(const ConnectionPool&) = delete;

    /// Errc::timeout when none came free in time, Errc::unavailable when none can be opened,
    /// Errc::invalid_argument when the connection string is malformed. `timeout` bounds the waiting
    /// for a free one; opening takes up to the string's connect_timeout more.
    [[nodiscard]] Result<Lease> acquire();
    [[nodiscard]] PoolStats stats() const;

 private:
    struct State;
    std::shared_ptr<State> state_;  // shared with leases that may outlive the pool
};

}  // namespace sark::postgres
