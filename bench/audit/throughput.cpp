// audit_throughput [--quick]
// The audit writer's two figures, beside a private, durable PostgreSQL with the indexes of
// S001-IDX-05:
//   1. level "database": rows per second of the writer, every event acknowledged by its commit,
//   over
//      those of the best client COPY of the same rows in the same batches, in turns (ABBA);
//   2. level "spool": time from the instant an event was due to its acknowledgement at 10,000
//      events/s, open loop, with the database taking them all the while and without one, in turns
//      with what the same disk gives a bare loop of writes and synchronisations.
// Prints Markdown. Exit 0: both bounds hold, 99: one does not. On a quiet machine, Release build;
// about 180 s, --quick about 25 s.

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/core.h>
#include <unistd.h>

#include "bench/audit/plain_copy.hpp"
#include "bench/audit/plain_spool.hpp"
#include "core/audit/audit_writer.hpp"
#include "core/audit/spool/record.hpp"
#include "core/postgres/connection_pool.hpp"
#include "core/postgres/session.hpp"
#include "migrations/migrator.hpp"
#include "scenarios/environment/managed_postgres.hpp"
#include "scenarios/environment/run_directory.hpp"

namespace {

using namespace sark;  // NOLINT: a program of its own
using Clock = std::chrono::steady_clock;

constexpr double copy_bound = 0.9;
constexpr double ack_bound_ms = 5.0;
constexpr std::uint64_t rate = 10'000;
/// Nobody waits for these commits, and each of them takes the disk from those who wait for the
/// spool.
constexpr std::size_t spool_batch = 1000;
constexpr Nanos patience = std::chrono::minutes(5);

struct Size {
    std::size_t rows = 100'000;  // of one measurement
    int rounds = 5;              // ABBA each
    std::uint64_t seconds = 20;  // of each of four spool measurements
};

[[noreturn]] void give_up(const Error& error) {
    fmt::print(stderr, "audit_throughput: {}\n", describe(error));
    std::exit(1);
}

template <class T>
T must(Result<T> result) {
    if (!result)
        give_up(result.error());
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
}

/// Event number n of a series: as policy decisions make them.
AuditEvent event(std::uint32_t series, std::uint64_t n) {
    AuditEvent made;
    made.event_id = fmt::format("{:08x}-0000-4000-8000-{:012x}", series, n);
    made.time = SystemTime().utc_now();
    made.event_type = n % 5 == 0 ? "authorization_denied" : "authorization_allowed";
    made.user_id = fmt::format("00000000-0000-4000-9000-{:012x}", n * 2654435761U % 1000);
    made.resource_type = "tool";
    made.resource_id = fmt::format("tool-{:09}", n * 40503U % 5000);
    made.action = "tool:invoke";
    made.status = n % 5 == 0 ? "denied" : "allowed";
    made.ip_address = fmt::format("10.0.{}.{}", n / 256 % 256, n % 256);
    made.details_json =
        fmt::format(R"({{"decision":"allow","policy":"all","request_id":"{:012}"}})", n);
    return made;
}

/// Of such an event in the spool.
std::uint64_t record_bytes() {
    const std::string payload = audit_spool::encode_event(event(0, 1));
    return audit_spool::record_header_size + payload.size();
}

std::vector<AuditEvent> events(std::uint32_t series, std::size_t count) {
    std::vector<AuditEvent> made;
    made.reserve(count);
    for (std::size_t n = 0; n < count; ++n) made.push_back(event(series, n));
    return made;
}

/// A private server with the schema; emptied between measurements.
class AuditDatabase {
 public:
    AuditDatabase()
        : user_(must(scenarios::find_service_user())),
          directory_(must(
              scenarios::RunDirectory::create(scenarios::RunDirectory::usual_parents(), user_))) {
        scenarios::ManagedPostgresOptions options;
        options.user = user_;
        server_ = must(scenarios::ManagedPostgres::start(
            must(directory_.make_private("postgres", user_)), options));
        session_ = must(postgres::Session::open(dsn()));
        migrations::MigrateOptions migrate;
        migrate.systems = {"sark_audit"};
        migrate.index_set = migrations::IndexSet::lean;
        must(migrations::migrate_up(*session_, migrate));
    }
    [[nodiscard]] const std::string& dsn() const { return server_->dsn(); }
    [[nodiscard]] std::string spool() const { return directory_.path().string() + "/spool"; }
    void empty() {
        must(session_->execute("TRUNCATE sark_audit.audit_events"));
        must(session_->execute("CHECKPOINT"));
    }
    void require_rows(std::size_t count) {
        const auto rows = must(session_->execute("SELECT count(*) FROM sark_audit.audit_events"));
        if (rows.rows.at(0).at(0) != std::to_string(count))
            give_up({Errc::internal, "the table does not hold every row", "", ""});
    }

 private:
    std::optional<scenarios::ServiceUser> user_;
    scenarios::RunDirectory directory_;
    std::unique_ptr<scenarios::ManagedPostgres> server_;
    std::unique_ptr<postgres::Session> session_;
};

double rows_per_second(std::size_t rows, Clock::time_point began) {
    return static_cast<double>(rows) / to_seconds(Clock::now() - began);
}

double measure_copy(AuditDatabase& database, std::uint32_t series, std::size_t rows,
                    std::size_t batch) {
    database.empty();
    const auto batches = bench::PlainCopy::prepare(events(series, rows), batch);
    bench::PlainCopy copy(database.dsn());
    const auto began = Clock::now();
    copy.copy(batches);
    const double speed = rows_per_second(rows, began);
    database.require_rows(rows);
    return speed;
}

double measure_writer(AuditDatabase& database, std::uint32_t series, std::size_t rows,
                      std::size_t batch) {
    database.empty();
    auto made = events(series, rows);
    postgres::ConnectionPool pool(database.dsn(), {});
    must(pool.acquire());
    AuditWriterOptions options;
    options.ack = AckLevel::database;
    options.batch_size = batch;
    options.overflow = AuditOverflow::block;
    options.block_timeout = patience;
    AuditWriter writer(pool, options);
    std::vector<AuditAck> acks;
    acks.reserve(rows);
    const auto began = Clock::now();
    for (AuditEvent& one : made) acks.push_back(must(writer.submit(std::move(one))));
    for (const AuditAck& ack : acks) must(ack.wait(patience));
    const double speed = rows_per_second(rows, began);
    database.require_rows(rows);
    return speed;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

/// Whether the bound holds.
bool compare_with_copy(AuditDatabase& database, const Size& size, std::size_t batch) {
    std::vector<double> ours;
    std::vector<double> copies;
    std::vector<double> ratios;
    std::uint32_t series = 0;
    for (int round = 0; round < size.rounds; ++round) {
        const double copy_1 = measure_copy(database, ++series, size.rows, batch);
        const double ours_1 = measure_writer(database, ++series, size.rows, batch);
        const double ours_2 = measure_writer(database, ++series, size.rows, batch);
        const double copy_2 = measure_copy(database, ++series, size.rows, batch);
        ours.insert(ours.end(), {ours_1, ours_2});
        copies.insert(copies.end(), {copy_1, copy_2});
        ratios.push_back((ours_1 + ours_2) / (copy_1 + copy_2));
    }
    const auto [low, high] = std::minmax_element(ratios.begin(), ratios.end());
    const bool met = median(ratios) >= copy_bound;
    fmt::print(
        "| level database, batches of {} | {:.0f} rows/s | COPY {:.0f} rows/s | {:.2f} ({:.2f} "
        "to {:.2f}, {} rounds) | >= {:.1f} | {} |\n",
        batch, median(ours), median(copies), median(ratios), *low, *high, ratios.size(), copy_bound,
        met ? "yes" : "no");
    std::fflush(stdout);
    return met;
}

struct Waiting {
    AuditAck ack;
    Clock::time_point due;
};

/// Milliseconds from due to acknowledged, of every event; open loop.
std::vector<double> ack_latencies(AuditWriter& writer, std::uint32_t series, std::uint64_t count) {
    std::mutex mutex;
    std::condition_variable some;
    std::deque<Waiting> waiting;
    std::vector<double> latencies;
    latencies.reserve(count);
    std::thread waiter([&] {
        while (latencies.size() < count) {
            std::unique_lock<std::mutex> lock(mutex);
            some.wait(lock, [&] { return !waiting.empty(); });
            std::deque<Waiting> taken = std::exchange(waiting, {});
            lock.unlock();
            for (const Waiting& one : taken) {
                must(one.ack.wait(patience));
                latencies.push_back(to_ms(Clock::now() - one.due));
            }
        }
    });
    const auto began = Clock::now();
    for (std::uint64_t n = 0; n < count; ++n) {
        const auto due = began + Nanos(n * 1'000'000'000 / rate);
        AuditEvent next = event(series, n);
        if (due > Clock::now())
            std::this_thread::sleep_until(due);
        AuditAck ack = must(writer.submit(std::move(next)));
        const std::lock_guard<std::mutex> lock(mutex);
        waiting.push_back({std::move(ack), due});
        some.notify_one();
    }
    waiter.join();
    std::sort(latencies.begin(), latencies.end());
    return latencies;
}

double quantile(const std::vector<double>& sorted, double share) {
    const auto index = static_cast<std::size_t>(share * static_cast<double>(sorted.size()));
    return sorted[std::min(index, sorted.size() - 1)];
}

/// What one way of running the spool came to, over all of its turns.
struct SpoolFigures {
    std::vector<double> latencies;
    std::uint64_t syncs = 0;
    std::size_t queued = 0;  ///< At the end of the last turn.
};

void measure_spool(AuditDatabase& database, const Size& size, bool with_database,
                   std::uint32_t series, SpoolFigures& figures) {
    database.empty();
    std::filesystem::remove_all(database.spool());
    // What was written and removed before is not to be on the disk's mind now.
    ::sync();
    const std::uint64_t count = size.seconds * rate;
    audit_spool::SpoolOptions where;
    where.directory = database.spool();
    postgres::PoolSettings settings;
    postgres::ConnectionPool pool(with_database ? database.dsn() : "host=/nonexistent", settings);
    AuditWriterOptions options;
    options.overflow = AuditOverflow::block;
    options.block_timeout = patience;
    options.drain_timeout = Nanos::zero();
    options.batch_size = spool_batch;
    AuditWriter writer(pool, options, must(audit_spool::Spool::open(where)));
    const auto latencies = ack_latencies(writer, series, count);
    figures.latencies.insert(figures.latencies.end(), latencies.begin(), latencies.end());
    const AuditWriterStats after = writer.stats();
    figures.syncs += after.spool.syncs;
    figures.queued = after.queued;
    if (with_database) {
        must(writer.flush(patience));
        database.require_rows(count);
    }
}

bool report_spool(SpoolFigures& figures, const char* how, const std::vector<double>& bare) {
    std::vector<double>& latencies = figures.latencies;
    std::sort(latencies.begin(), latencies.end());
    const double p99 = quantile(latencies, 0.99);
    const bool met = p99 <= ack_bound_ms;
    fmt::print(
        "| level spool at {}/s, {} | p50 {:.2f} ms, p99 {:.2f} ms, max {:.1f} ms of {}; {:.0f} "
        "events per synchronisation, {} not delivered yet at the end | the disk alone p50 {:.2f} "
        "ms, p99 {:.2f} ms, max {:.1f} ms | p99 {:.2f} ms, {:.2f} x | <= {:.0f} ms | {} |\n",
        rate, how, quantile(latencies, 0.5), p99, latencies.back(), latencies.size(),
        static_cast<double>(latencies.size()) / static_cast<double>(figures.syncs), figures.queued,
        quantile(bare, 0.5), quantile(bare, 0.99), bare.back(), p99, p99 / quantile(bare, 0.99),
        ack_bound_ms, met ? "yes" : "no");
    std::fflush(stdout);
    return met;
}

/// With a database, without one and the disk alone, in turns forth and back, so that none always
/// comes after another.
bool compare_spools(AuditDatabase& database, const Size& size) {
    SpoolFigures delivering;
    SpoolFigures alone;
    std::vector<double> bare;
    std::uint32_t series = 0;
    enum class Turn : std::uint8_t { with_database, without, disk };
    for (const Turn turn : {Turn::with_database, Turn::disk, Turn::without, Turn::without,
                            Turn::disk, Turn::with_database}) {
        if (turn == Turn::disk) {
            ::sync();
            const auto latencies = must(bench::plain_spool(database.spool() + ".plain", rate,
                                                           size.seconds * rate, record_bytes()));
            bare.insert(bare.end(), latencies.begin(), latencies.end());
            continue;
        }
        const bool with_database = turn == Turn::with_database;
        measure_spool(database, size, with_database, ++series, with_database ? delivering : alone);
    }
    std::sort(bare.begin(), bare.end());
    const bool met = report_spool(delivering, "delivering", bare);
    return report_spool(alone, "no database", bare) && met;
}

}  // namespace

int main(int argc, char** argv) {
    Size size;
    if (argc == 2 && argv[1] == std::string_view("--quick"))
        size = {10'000, 2, 2};
    else if (argc != 1) {
        fmt::print(stderr, "usage: audit_throughput [--quick]\n");
        return 104;
    }
    AuditDatabase database;
    fmt::print("| work | ours | beside | figure | bound | met |\n|---|---|---|---|---|---|\n");
    bool met = compare_with_copy(database, size, 100);
    met = compare_with_copy(database, size, 1000) && met;
    met = compare_spools(database, size) && met;
    return met ? 0 : 99;
}
