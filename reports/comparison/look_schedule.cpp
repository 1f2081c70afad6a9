#include "reports/comparison/look_schedule.hpp"

#include <algorithm>
#include <cmath>

namespace sark::reports {

std::vector<Look> look_schedule(std::size_t blocks_max) {
    constexpr double growth = 1.3;
    std::vector<Look> looks;
    std::size_t before = 0;
    for (std::size_t next = blocks_before_first_look; next <= blocks_max;) {
        auto after = static_cast<std::size_t>(std::ceil(static_cast<double>(next) * growth));
        if (after > blocks_max) {
            // No look just before the last one: it would spend error on next to no new evidence.
            next = blocks_max;
            after = blocks_max + 1;
        }
        looks.push_back(
            {next, static_cast<double>(next - before) / static_cast<double>(blocks_max)});
        before = next;
        next = after;
    }
    return looks;
}

}  // namespace sark::reports
