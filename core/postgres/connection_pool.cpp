#include "core/postgres/connection_pool.hpp"

#include <cstdio>
#include <utility>

#include "core/base/waiting.hpp"
#include "core/postgres/resource_pool.hpp"

namespace sark::postgres {
namespace {

using SessionPool = ResourcePool<Session>;

}  // namespace

struct ConnectionPool::State {
    State(std::string connection_string, const PoolSettings& settings,
          AcquireObserver acquire_observer)
        : dsn(std::move(connection_string)),
          session_options{settings.prepared, settings.statement_timeout},
          echo(settings.echo_pool),
          observer(std::move(acquire_observer)),
          pool(settings,
               {[this] { return Session::open(dsn, session_options); },
                [](Session& session) { return session.ping(); },
                [](const Session& session) { return session.alive(); }},
               time) {}

    void log(const char* what, const Session& session) const {
        if (!echo)
            return;
        const PoolStats stats = pool.stats();
        std::fprintf(stderr, "pool: %s backend %d; %u out, %u in, overflow %u\n", what,
                     session.backend_pid(), stats.checked_out, stats.checked_in, stats.overflow);
    }

    const std::string dsn;
    const SessionOptions session_options;
    const bool echo;
    const AcquireObserver observer;
    const SystemTime time;
    SessionPool pool;
};

struct ConnectionPool::Lease::Slot {
    Slot(std::shared_ptr<State> owner, SessionPool::Entry borrowed)
        : state(std::move(owner)), entry(std::move(borrowed)) {}
    ~Slot() {
        state->log("return", *entry.resource);
        state->pool.give_back(std::move(entry), broken);
    }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;

    std::shared_ptr<State> state;
    SessionPool::Entry entry;
    bool broken = false;
};

ConnectionPool::Lease::Lease(std::unique_ptr<Slot> slot) : slot_(std::move(slot)) {}
ConnectionPool::Lease::Lease(Lease&&) noexcept = default;
ConnectionPool::Lease& ConnectionPool::Lease::operator=(Lease&&) noexcept = default;
ConnectionPool::Lease::~Lease() = default;

Session& ConnectionPool::Lease::operator*() const {
    return *slot_->entry.resource;
}
Session* ConnectionPool::Lease::operator->() const {
    return slot_->entry.resource.get();
}
void ConnectionPool::Lease::discard() {
    slot_->broken = true;
}

ConnectionPool::ConnectionPool(std::string dsn, PoolSettings settings, AcquireObserver observer)
    : state_(std::make_shared<State>(std::move(dsn), settings, std::move(observer))) {}

ConnectionPool::~ConnectionPool() {
    state_->pool.close();
}

Result<ConnectionPool::Lease> ConnectionPool::acquire() {
    about_to_wait();  // for a connection perhaps, and then for what is asked over it
    const TimePoint start = state_->time.now();
    auto entry = state_->pool.take();
    if (state_->observer)
        state_->observer(state_->time.now() - start, entry.has_value());
    if (!entry)
        return std::move(entry).error();
    state_->log("checkout", *entry->resource);
    return Lease(std::make_unique<Lease::Slot>(state_, std::move(*entry)));
}

PoolStats ConnectionPool::stats() const {
    return state_->pool.stats();
}

}  // namespace sark::postgres
