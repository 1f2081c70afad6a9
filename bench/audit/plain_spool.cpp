#include "bench/audit/plain_spool.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <thread>

#include <fcntl.h>

#include "core/audit/spool/file.hpp"
#include "core/base/time.hpp"

namespace sark::bench {

Result<std::vector<double>> plain_spool(const std::string& path, std::uint64_t rate,
                                        std::uint64_t count, std::uint64_t event_bytes) {
    auto file = audit_spool::File::open(path, O_RDWR | O_CREAT | O_TRUNC);
    if (!file)
        return file.error();
    const std::string second(rate * event_bytes, 'e');
    for (std::uint64_t at = 0; at < count * event_bytes; at += second.size())
        if (auto written = file->write(second, at); !written)
            return written.error();
    if (auto synchronised = file->sync(); !synchronised)
        return synchronised.error();

    std::vector<double> latencies;
    latencies.reserve(count);
    const Nanos gap{1'000'000'000 / static_cast<std::int64_t>(rate)};
    const auto due_at = [began = std::chrono::steady_clock::now(), gap](std::uint64_t event) {
        return began + gap * static_cast<std::int64_t>(event);
    };
    for (std::uint64_t done = 0; done < count;) {
        std::this_thread::sleep_until(due_at(done));
        const auto due =
            static_cast<std::uint64_t>((std::chrono::steady_clock::now() - due_at(0)) / gap) + 1;
        const std::uint64_t last = std::clamp(due, done + 1, std::min(done + rate, count));
        const auto group = std::string_view(second).substr(0, (last - done) * event_bytes);
        if (auto written = file->write(group, done * event_bytes); !written)
            return written.error();
        if (auto synchronised = file->sync(); !synchronised)
            return synchronised.error();
        const auto now = std::chrono::steady_clock::now();
        for (; done < last; ++done) latencies.push_back(to_ms(now - due_at(done)));
    }
    return latencies;
}

}  // namespace sark::bench
