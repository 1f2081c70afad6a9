#include "scenarios/environment/pool_probe.hpp"

#include <map>
#include <string>

#include "core/postgres/connection_pool.hpp"
#include "scenarios/environment/metrics_scrape.hpp"

namespace sark::scenarios {

namespace {

std::optional<PoolSample> pool_of(const std::map<std::string, double>& gauges) {
    const auto gauge = [&gauges](const std::string& name) -> std::optional<double> {
        const auto found = gauges.find(name + "{pool=\"primary\"}");
        return found == gauges.end() ? std::nullopt : std::optional(found->second);
    };
    const auto in_use = gauge("sark_db_connections_checked_out");
    const auto size = gauge("sark_db_pool_size");
    const auto overflow = gauge("sark_db_pool_max_overflow");
    if (!in_use || !size || !overflow)
        return std::nullopt;
    return PoolSample{*in_use, *size + *overflow};
}

}  // namespace

std::function<std::optional<PoolSample>()> pool_probe(const EnvironmentParts& parts) {
    if (!parts.target.http_url.empty())
        return [url = parts.target.http_url]() -> std::optional<PoolSample> {
            const auto gauges = scrape_gauges(url);
            return gauges ? pool_of(*gauges) : std::nullopt;
        };
    if (parts.core)
        return [core = parts.core.get()]() -> std::optional<PoolSample> {
            const postgres::PoolStats pool = core->pool().stats();
            return PoolSample{static_cast<double>(pool.checked_out),
                              static_cast<double>(pool.size + pool.max_overflow)};
        };
    return {};
}

}  // namespace sark::scenarios
