#include "core/policy/rules/context_facts.hpp"

#include <algorithm>

namespace sark::rules {

namespace {

/// A clock of the caller's that is ahead of ours by less is the same time.
constexpr Nanos clock_difference = std::chrono::seconds(30);

bool is_password(const std::string& method) {
    return method == "password" || method == "pwd";
}

bool is_verified(const RequestContext& context) {
    return context.mfa_verified &&
           (!context.mfa_methods || !std::ranges::all_of(*context.mfa_methods, is_password));
}

Mfa mfa_of(const RequestContext& context, const PolicyConfig& config, UtcTime now) {
    if (!is_verified(context))
        return Mfa::none;
    // At time zero nothing has an age: the rules of time hold.
    if (!context.mfa_timestamp || now == UtcTime{})
        return Mfa::fresh;
    // Compared without subtracting first: a timestamp is whatever number the caller wrote.
    const UtcTime since = *context.mfa_timestamp;
    if (since > now + clock_difference || since < now - config.mfa_timeout)
        return Mfa::expired;
    return since < now - step_up_after ? Mfa::stale : Mfa::fresh;
}

void read_address(ContextFacts& facts, const RequestContext& context, const PolicyConfig& config) {
    if (context.client_ip.empty())
        return;
    const auto address = parse_ip_address(context.client_ip);
    if (!address) {
        facts.network = Network::invalid;
        return;
    }
    facts.network = is_private(*address) ? Network::internal : Network::external;
    facts.on_allowlist = config.ip_allowlist.contains(*address);
    facts.on_blocklist = config.ip_blocklist.contains(*address);
    facts.in_vpn_range = config.vpn_ip_ranges.contains(*address);
}

}  // namespace

std::uint64_t ContextFacts::word() const noexcept {
    std::uint64_t bits = 0;
    unsigned place = 0;
    const auto add = [&](auto value, unsigned width) {
        bits |= static_cast<std::uint64_t>(value) << place;
        place += width;
    };
    add(network, 2);
    add(on_allowlist, 1);
    add(on_blocklist, 1);
    add(in_vpn_range, 1);
    add(country, 2);
    add(mfa, 2);
    add(step_up_verified, 1);
    add(!is_audited, 1);
    add(time_override, 1);
    add(emergency_override, 1);
    add(has_api_key, 1);
    add(new_level, 3);
    return bits;
}

ContextFacts context_facts(const RequestContext& context, const PolicyConfig& config, UtcTime now) {
    ContextFacts facts;
    read_address(facts, context, config);
    if (!context.geo_country.empty())
        facts.country = config.allowed_countries.contains(context.geo_country) ? Country::allowed
                                                                               : Country::refused;
    facts.mfa = mfa_of(context, config, now);
    facts.step_up_verified = context.step_up_verified;
    facts.is_audited = context.audit_enabled;
    facts.time_override = has_time_override(context);
    facts.emergency_override = has_emergency_override(context);
    facts.has_api_key = context.has_api_key;
    if (!context.new_sensitivity_level.empty())
        facts.new_level = level_named(context.new_sensitivity_level);
    return facts;
}

std::optional<Nanos> mfa_session_left(const RequestContext& context, const PolicyConfig& config,
                                      UtcTime now) {
    const Mfa mfa = mfa_of(context, config, now);
    if (!context.mfa_timestamp || mfa == Mfa::none || mfa == Mfa::expired)
        return std::nullopt;
    return *context.mfa_timestamp + config.mfa_timeout - now;
}

}  // namespace sark::rules
