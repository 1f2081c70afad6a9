#include "bench/audit/plain_spool.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

namespace sark::bench {
namespace {

using Clock = std::chrono::steady_clock;

void require(bool done, const char* what) {
    if (done)
        return;
    std::perror(what);
    std::exit(1);
}

void write_all(int file, const std::string& bytes, std::uint64_t offset) {
    const auto written = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    require(written == static_cast<ssize_t>(bytes.size()), "plain spool: write");
}

}  // namespace

std::vector<double> plain_spool(const std::string& path, std::uint64_t rate, std::uint64_t count,
                                std::uint64_t event_bytes) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    require(file >= 0, "plain spool: open");
    const std::string piece(rate * event_bytes, '\0');  // a second's worth
    for (std::uint64_t at = 0; at < count * event_bytes; at += piece.size())
        write_all(file, piece, at);
    require(::fsync(file) == 0, "plain spool: fsync");

    std::vector<double> latencies;
    latencies.reserve(count);
    const auto gap = std::chrono::nanoseconds(1'000'000'000 / rate);
    const auto began = Clock::now();
    for (std::uint64_t done = 0; done < count;) {
        std::this_thread::sleep_until(began + gap * static_cast<std::int64_t>(done));
        const auto due = static_cast<std::uint64_t>((Clock::now() - began) / gap) + 1;
        const std::uint64_t group = std::clamp<std::uint64_t>(due - done, 1, count - done);
        write_all(file, std::string(group * event_bytes, 'e'), done * event_bytes);
        require(::fdatasync(file) == 0, "plain spool: fdatasync");
        const auto now = Clock::now();
        for (const std::uint64_t last = done + group; done < last; ++done)
            latencies.push_back(std::chrono::duration<double, std::milli>(
                                    now - began - gap * static_cast<std::int64_t>(done))
                                    .count());
    }
    ::close(file);
    ::unlink(path.c_str());
    return latencies;
}

}  // namespace sark::bench
