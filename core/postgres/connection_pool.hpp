#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/postgres/pool_settings.hpp"
#include "core/postgres/session.hpp"

namespace sark::postgres {

/// Counts of a pool at one instant (S002-POOL-04).
struct PoolStats {
    unsigned size = 0;  ///< Configured pool_size.
    unsigned max_overflow = 0;
    unsigned checked_out = 0;
    unsigned checked_in = 0;  ///< Open and idle.
    unsigned overflow = 0;    ///< Open beyond pool_size.
    std::uint64_t acquired = 0;
    std::uint64_t timeouts = 0;
    std::uint64_t opened = 0;
    std::uint64_t recycled = 0;
    std::uint64_t ping_failures = 0;
};

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
        /// The session is broken: close it instead of returning it.
        void discard();

     private:
        friend class ConnectionPool;
        struct Slot;
        explicit Lease(std::unique_ptr<Slot> slot);
        std::unique_ptr<Slot> slot_;
    };

    using Opener = std::function<Result<std::unique_ptr<Session>>()>;
    /// Called after each acquire() with the time it took, success or not; from the acquiring
    /// thread.
    using AcquireObserver = std::function<void(Nanos waited, bool acquired)>;

    ConnectionPool(std::string dsn, PoolSettings settings, AcquireObserver observer = {});
    ~ConnectionPool();
    ConnectionPool(const ConnectionPool&) = delete;
    ConnectionPool& operator=(const ConnectionPool&) = delete;

    /// Errc::timeout when none came free in time, Errc::unavailable when none can be opened.
    [[nodiscard]] Result<Lease> acquire();
    [[nodiscard]] PoolStats stats() const;

 private:
    struct State;
    std::shared_ptr<State> state_;  // shared with leases that may outlive the pool
};

}  // namespace sark::postgres
