// crash_client SPOOL_DIRECTORY ITERATION THREADS [FILE_LIMIT]
// The program that bench/audit/crash kills: a writer at level spool under load. Each thread is one
// principal; before it submits event n it says "S n" on stdout, after the acknowledgement "A n",
// and "F n" when it was refused: records of 8 bytes, kind:u8 thread:u8 zero:u16 n:u32. With no
// threads it only delivers what the spool holds, then ends. FILE_LIMIT: no file may grow beyond so
// many bytes, as on a full disk. The database's connection string is in SARK_TEST_DSN.

#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include <fmt/core.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/audit/audit_writer.hpp"
#include "core/postgres/connection_pool.hpp"

namespace {

using namespace sark;  // NOLINT: a program of its own

struct Arguments {
    std::string spool;
    unsigned iteration = 0;
    unsigned threads = 0;
};

void say(char kind, unsigned thread, std::uint32_t number) {
    std::array<char, 8> record{kind, static_cast<char>(thread)};
    for (unsigned i = 0; i < 4; ++i)
        record[4 + i] = static_cast<char>(static_cast<unsigned char>(number >> (8U * i)));
    if (write(STDOUT_FILENO, record.data(), record.size()) != 8)
        _exit(3);  // nobody listens any more
}

AuditEvent event(const Arguments& arguments, unsigned thread, std::uint32_t number) {
    AuditEvent made;
    made.event_id =
        fmt::format("{:08x}-{:04x}-4000-8000-{:012x}", arguments.iteration, thread, number);
    made.time = SystemTime().utc_now();
    made.event_type = "tool_invoked";
    made.user_id = fmt::format("00000000-0000-4000-9000-{:012x}", thread);
    made.resource_type = "tool";
    made.resource_id = fmt::format("tool-{:09}", number % 1000);
    made.action = "tool:invoke";
    made.status = "success";
    made.ip_address = "10.0.0.1";
    made.details_json = fmt::format(R"({{"iteration": {}, "n": {}}})", arguments.iteration, number);
    return made;
}

void load(AuditWriter& writer, const Arguments& arguments, unsigned thread) {
    for (std::uint32_t number = 1;; ++number) {
        say('S', thread, number);
        const auto done = writer.append(event(arguments, thread, number));
        say(done ? 'A' : 'F', thread, number);
        if (!done)  // a full disk answers at once
            std::this_thread::sleep_until(std::chrono::steady_clock::now() +
                                          std::chrono::milliseconds(1));
    }
}

int run(const Arguments& arguments) {
    audit_spool::SpoolOptions where;
    where.directory = arguments.spool;
    where.segment_bytes = 64U << 10U;
    where.bytes_max = 64U << 20U;
    auto spool = audit_spool::Spool::open(where);
    if (!spool) {
        fmt::print(stderr, "crash_client: {}\n", describe(spool.error()));
        return 1;
    }
    for (const std::string& damage : (*spool)->recovery().damage)
        fmt::print(stderr, "damage: {}\n", damage);
    fmt::print(stderr, "torn: {}\n", (*spool)->recovery().torn_bytes);

    postgres::PoolSettings pool_settings;
    pool_settings.pool_size = 1;
    postgres::ConnectionPool pool(std::getenv("SARK_TEST_DSN"), pool_settings);
    AuditWriterOptions options;
    options.flush_interval = std::chrono::milliseconds(20);
    options.overflow = AuditOverflow::block;
    options.block_timeout = std::chrono::seconds(5);
    AuditWriter writer(pool, options, *std::move(spool));
    std::vector<std::thread> threads;
    for (unsigned thread = 0; thread < arguments.threads; ++thread)
        threads.emplace_back([&, thread] { load(writer, arguments, thread); });
    for (std::thread& thread : threads) thread.join();
    const auto flushed = writer.flush(std::chrono::minutes(10));
    if (!flushed)
        fmt::print(stderr, "crash_client: {}\n", describe(flushed.error()));
    return flushed ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4 || std::getenv("SARK_TEST_DSN") == nullptr) {
        fmt::print(stderr,
                   "usage: SARK_TEST_DSN=... crash_client SPOOL ITERATION THREADS [LIMIT]\n");
        return 104;
    }
    if (argc > 4) {
        std::signal(SIGXFSZ, SIG_IGN);
        const auto bytes = static_cast<rlim_t>(std::strtoull(argv[4], nullptr, 10));
        const rlimit limit{bytes, bytes};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    return run({argv[1], static_cast<unsigned>(std::strtoul(argv[2], nullptr, 10)),
                static_cast<unsigned>(std::strtoul(argv[3], nullptr, 10))});
}
