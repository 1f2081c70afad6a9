#include "reports/sweep/sweep_order.hpp"

#include <numeric>
#include <utility>

#include "workloads/data/hash.hpp"

namespace sark::reports {

std::vector<std::size_t> order_of_round(std::uint64_t seed, std::uint64_t round,
                                        std::size_t points) {
    constexpr std::uint64_t stream = 0x5eed;
    std::vector<std::size_t> order(points);
    std::iota(order.begin(), order.end(), std::size_t{0});
    // Fisher and Yates, from the end. The remainder's bias is below 64 / 2^64.
    for (std::size_t left = points; left > 1; --left) {
        const std::uint64_t drawn = workloads::draw(seed, (round << 32U) + left, stream);
        std::swap(order[left - 1], order[static_cast<std::size_t>(drawn % left)]);
    }
    return order;
}

}  // namespace sark::reports
