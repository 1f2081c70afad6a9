#pragma once

#include <string_view>

#include "core/base/result.hpp"
#include "core/policy/config/policy_config.hpp"

namespace sark {

/// A configuration as an operator writes it: one object with any of SARK's names
/// ip_filtering_enabled, ip_allowlist, ip_blocklist, vpn_ip_ranges, allow_private_ips,
/// geo_restrictions_enabled, allowed_countries, mfa_timeout_seconds and maintenance_windows
/// [{start, end ("2026-11-28T22:00:00Z"), allowed_actions}]; what is left out keeps its default.
/// Errc::invalid_argument for the first thing that is wrong, with its JSON pointer in `where`
/// (empty: the document itself).
[[nodiscard]] Result<PolicyConfig> policy_config_from_json(std::string_view text);

}  // namespace sark
