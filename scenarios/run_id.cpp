#include "scenarios/run_id.hpp"

#include <array>
#include <cstdio>
#include <ctime>

#include <sys/random.h>

namespace sark::scenarios {

std::string format_run_id(UtcTime start, std::uint16_t random) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(
        std::chrono::floor<std::chrono::system_clock::duration>(start));
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 40> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts);
    std::snprintf(text.data() + length, text.size() - length, "-%04x", unsigned{random});
    return text.data();
}

std::string new_run_id(UtcTime start) {
    std::uint16_t random = 0;
    if (getrandom(&random, sizeof random, 0) != static_cast<ssize_t>(sizeof random))
        random = static_cast<std::uint16_t>(start.time_since_epoch().count());
    return format_run_id(start, random);
}

}  // namespace sark::scenarios
