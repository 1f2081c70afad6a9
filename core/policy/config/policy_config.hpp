#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"
#include "core/policy/config/address_list.hpp"
#include "core/policy/config/country_list.hpp"

namespace sark {

/// A time in which the actions that it names may be done outside business hours.
struct MaintenanceWindow {
    UtcTime start;
    UtcTime end;  ///< Not in the window any more.
    std::vector<std::string> allowed_actions;
};

/// What an operator says to the rules: SARK's `policy_config`. Never changes once the rules have
/// it. The defaults restrict nothing.
struct PolicyConfig {
    bool ip_filtering_enabled = true;
    AddressList ip_allowlist;        ///< Empty: every address.
    AddressList ip_blocklist;        ///< Goes before the allow list.
    AddressList vpn_ip_ranges;       ///< Count as private addresses where those are asked for.
    bool allow_private_ips = false;  ///< Private addresses need not be on the allow list.
    bool geo_restrictions_enabled = false;
    CountryList allowed_countries;
    Nanos mfa_timeout = std::chrono::seconds(3600);
    std::vector<MaintenanceWindow> maintenance_windows;

    /// Who cannot be told from the lists is refused: there is one.
    [[nodiscard]] bool has_address_lists() const noexcept {
        return !ip_allowlist.empty() || !ip_blocklist.empty();
    }
    [[nodiscard]] bool in_maintenance(std::string_view action, UtcTime time) const;
    /// When the next window begins or ends after `time`; absent: none does.
    [[nodiscard]] std::optional<UtcTime> next_window_edge(UtcTime time) const;
};

/// After which a second factor is asked for once more for critical tools (upstream's constant).
inline constexpr Nanos step_up_after = std::chrono::seconds(300);

/// Of everything in it: decisions under one configuration are not another's.
[[nodiscard]] std::uint64_t fingerprint_of(const PolicyConfig& config);

}  // namespace sark
