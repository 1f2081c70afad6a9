#include "scenarios/environment/connection_budget.hpp"

#include <cstdint>

namespace sark::scenarios {

Result<void> check_connection_budget(const std::vector<ConnectionDemand>& demands,
                                     unsigned max_connections, unsigned reserved) {
    std::uint64_t total = 0;
    std::string sum;
    for (const ConnectionDemand& demand : demands) {
        total += std::uint64_t{demand.base} + demand.overflow;
        sum += (sum.empty() ? "" : ", ") + demand.who + " " + std::to_string(demand.base);
        if (demand.overflow > 0)
            sum += "+" + std::to_string(demand.overflow);
    }
    const unsigned available = max_connections > reserved ? max_connections - reserved : 0;
    if (total <= available)
        return {};
    return Error{Errc::invalid_scenario,
                 "the scenario could open " + std::to_string(total) + " PostgreSQL connections (" +
                     sum + "), but the server allows " + std::to_string(available) +
                     " (max_connections " + std::to_string(max_connections) + " - " +
                     std::to_string(reserved) + " reserved)",
                 "", "lower connections or the pool settings, or raise max_connections"};
}

}  // namespace sark::scenarios
