#include "core/policy/config/policy_config.hpp"

#include <algorithm>

#include "core/policy/fingerprint.hpp"

namespace sark {

namespace {

void add(Fingerprint& fingerprint, const AddressList& list) {
    fingerprint.add(std::uint64_t{list.ranges().size()});
    for (const AddressRange& range : list.ranges())
        for (const IpAddress& end : {range.first, range.last}) {
            fingerprint.add(std::uint64_t{end.is_v6 ? 1U : 0U});
            for (const std::uint8_t byte : end.bytes) fingerprint.add(std::uint64_t{byte});
        }
}

std::uint64_t count_of(UtcTime time) {
    return static_cast<std::uint64_t>(time.time_since_epoch().count());
}

}  // namespace

bool PolicyConfig::in_maintenance(std::string_view action, UtcTime time) const {
    return std::ranges::any_of(maintenance_windows, [&](const MaintenanceWindow& window) {
        return window.start <= time && time < window.end &&
               std::ranges::find(window.allowed_actions, action) != window.allowed_actions.end();
    });
}

std::optional<UtcTime> PolicyConfig::next_window_edge(UtcTime time) const {
    std::optional<UtcTime> next;
    for (const MaintenanceWindow& window : maintenance_windows)
        for (const UtcTime edge : {window.start, window.end})
            if (edge > time && (!next || edge < *next))
                next = edge;
    return next;
}

std::uint64_t fingerprint_of(const PolicyConfig& config) {
    Fingerprint fingerprint;
    for (const bool flag :
         {config.ip_filtering_enabled, config.allow_private_ips, config.geo_restrictions_enabled})
        fingerprint.add(std::uint64_t{flag ? 1U : 0U});
    for (const AddressList* const list :
         {&config.ip_allowlist, &config.ip_blocklist, &config.vpn_ip_ranges})
        add(fingerprint, *list);
    fingerprint.add(std::uint64_t{config.allowed_countries.size()});
    config.allowed_countries.for_each(
        [&](std::size_t place) { fingerprint.add(std::uint64_t{place}); });
    fingerprint.add(static_cast<std::uint64_t>(config.mfa_timeout.count()));
    for (const MaintenanceWindow& window : config.maintenance_windows) {
        fingerprint.add(count_of(window.start));
        fingerprint.add(count_of(window.end));
        fingerprint.add(std::uint64_t{window.allowed_actions.size()});
        for (const std::string& action : window.allowed_actions)
            fingerprint.add(std::string_view(action));
    }
    return fingerprint.value();
}

}  // namespace sark
