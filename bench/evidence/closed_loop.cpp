#include "bench/evidence/closed_loop.hpp"

#include <utility>

#include <pthread.h>

#include "core/base/clock_reading.hpp"

namespace sark::bench {

Result<std::unique_ptr<ClosedLoop>> ClosedLoop::start(
    const std::string& dsn, std::size_t clients, const std::vector<LoopStatement>& statements) {
    std::unique_ptr<ClosedLoop> made(new ClosedLoop(statements));
    for (std::size_t i = 0; i < clients; ++i) {
        auto session = postgres::Session::open(dsn);
        if (!session)
            return session.error();
        made->clients_.push_back(std::make_unique<Client>());
        made->clients_.back()->session = *std::move(session);
    }
    for (std::size_t i = 0; i < clients; ++i) {
        Client& client = *made->clients_[i];
        // Each begins elsewhere among the values, so that no two ask for the same row at a time.
        client.thread = std::thread([loop = made.get(), &client, i] { loop->loop(client, 7 * i); });
    }
    return made;
}

ClosedLoop::~ClosedLoop() {
    end_clients();
}

void ClosedLoop::loop(Client& client, std::size_t first) {
    postgres::Values values(1);
    for (std::size_t i = first; !stopping_.load(std::memory_order_relaxed); ++i) {
        const LoopStatement& statement = statements_[current_.load(std::memory_order_relaxed)];
        values[0] = statement.values[i % statement.values.size()];
        const auto rows = client.session->execute_prepared(std::string(statement.name),
                                                           std::string(statement.sql), values);
        if (!rows || rows->empty()) {
            client.error =
                rows ? Error{Errc::internal, "no row was found", std::string(statement.title), ""}
                     : rows.error();
            return;
        }
        client.answered.fetch_add(1, std::memory_order_relaxed);
    }
}

std::uint64_t ClosedLoop::answered() const noexcept {
    std::uint64_t sum = 0;
    for (const auto& client : clients_) sum += client->answered.load(std::memory_order_relaxed);
    return sum;
}

Nanos ClosedLoop::cpu() const {
    Nanos sum{0};
    for (const auto& client : clients_) {
        clockid_t clock{};
        if (pthread_getcpuclockid(client->thread.native_handle(), &clock) == 0)
            sum += read_clock(clock).value_or(Nanos{0});
    }
    return sum;
}

void ClosedLoop::end_clients() {
    stopping_ = true;
    for (const auto& client : clients_)
        if (client->thread.joinable())
            client->thread.join();
}

Result<void> ClosedLoop::stop() {
    end_clients();
    for (const auto& client : clients_)
        if (client->error)
            return *client->error;
    return {};
}

}  // namespace sark::bench
