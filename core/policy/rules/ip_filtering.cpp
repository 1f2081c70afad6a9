#include "core/policy/rules/rules.hpp"

namespace sark::rules {

namespace {

// Upstream refuses every request without an address, which its own evaluate route never sends;
// here the address is asked for where it decides.
constexpr std::string_view no_address = "Client IP address required but not provided";

std::string_view by_lists(const RuleInput& input) {
    const PolicyConfig& config = input.config;
    const ContextFacts& context = input.context;
    if (!config.has_address_lists())
        return {};
    if (context.network == Network::unknown)
        return no_address;
    if (context.on_blocklist)
        return "IP address is on the blocklist";
    const bool is_exempt = config.allow_private_ips && context.network == Network::internal;
    if (!config.ip_allowlist.empty() && !context.on_allowlist && !is_exempt)
        return "IP address is not on the allowlist";
    return {};
}

std::string_view by_country(const RuleInput& input) {
    if (!input.config.geo_restrictions_enabled || input.level != Level::critical ||
        input.context.country == Country::allowed)
        return {};
    // Upstream lets those pass who do not say where they are.
    return input.context.country == Country::unknown ? "Country required but not provided"
                                                     : "Access from this country is not allowed";
}

std::string_view by_network(const RuleInput& input) {
    const bool needs_vpn = input.level == Level::critical ||
                           (input.level == Level::high && (input.action == Action::tool_invoke ||
                                                           input.action == Action::server_delete));
    if (!needs_vpn || input.context.network == Network::internal || input.context.in_vpn_range)
        return {};
    return input.context.network == Network::unknown ? no_address
                                                     : "VPN connection required for this operation";
}

}  // namespace

std::string_view ip_filtering(const RuleInput& input) {
    if (!input.config.ip_filtering_enabled)
        return {};
    if (input.context.network == Network::invalid)
        return "Client address is not an IP address";
    if (const auto reason = by_lists(input); !reason.empty())
        return reason;
    if (const auto reason = by_country(input); !reason.empty())
        return reason;
    return by_network(input);
}

}  // namespace sark::rules
