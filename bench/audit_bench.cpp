// What handing an event to the audit writer costs the caller. The writer has no database here and
// no reason to ask for one until the end, when it says how many events it could not write.

#include <chrono>
#include <memory>
#include <string>

#include <benchmark/benchmark.h>

#include "core/audit/audit_writer.hpp"
#include "core/postgres/connection_pool.hpp"

namespace {

using namespace sark;
using namespace std::chrono_literals;

constexpr std::int64_t events = 50'000;  // per thread; all of them stay in memory

AuditEvent event() {
    AuditEvent made;
    made.event_id = "5f0c6a5e-7a3b-4c0e-9d67-2b8f7d1f6a01";
    made.time = UtcTime(std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + 10h);
    made.event_type = "authorization_allowed";
    made.user_id = "0b1e8a44-53f5-4b0e-8d1d-8f0a3c9f2c11";
    made.resource_type = "tool";
    made.resource_id = "tool-000000042";
    made.action = "tool:invoke";
    made.status = "success";
    made.ip_address = "10.0.0.1";
    made.details_json = R"({"decision":"allow","policy":"all","request_id":"000000000042"})";
    return made;
}

class AuditQueue : public benchmark::Fixture {
 public:
    void SetUp(benchmark::State& state) override {
        if (state.thread_index() != 0)
            return;
        const auto threads = static_cast<std::size_t>(state.threads());
        AuditWriterOptions options;
        options.queue_capacity = threads * events + 1;
        options.batch_size = options.queue_capacity;
        options.flush_interval = 1h;
        options.drain_timeout = 0s;
        pool_ =
            std::make_unique<postgres::ConnectionPool>("host=/nowhere", postgres::PoolSettings{});
        writer_ = std::make_unique<AuditWriter>(*pool_, options);
    }
    void TearDown(benchmark::State& state) override {
        if (state.thread_index() != 0)
            return;
        writer_.reset();
        pool_.reset();
    }

 protected:
    std::unique_ptr<postgres::ConnectionPool> pool_;
    std::unique_ptr<AuditWriter> writer_;
};
BENCHMARK_DEFINE_F(AuditQueue, append)(benchmark::State& state) {
    const AuditEvent made = event();
    for (auto _ : state) {
        if (!writer_->append(made))
            state.SkipWithError("the queue should have room");
    }
}
BENCHMARK_REGISTER_F(AuditQueue, append)->Iterations(events)->Threads(1)->Threads(2);

/// What of it is the copy of the event.
void audit_event_copy(benchmark::State& state) {
    const AuditEvent made = event();
    for (auto _ : state) {
        AuditEvent copy = made;
        benchmark::DoNotOptimize(copy);
    }
}
BENCHMARK(audit_event_copy);

}  // namespace
