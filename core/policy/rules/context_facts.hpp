#pragma once

#include <cstdint>
#include <optional>

#include "core/base/time.hpp"
#include "core/policy/config/policy_config.hpp"
#include "core/policy/request_context.hpp"
#include "core/policy/rules/level.hpp"

namespace sark::rules {

/// Where an address is. `invalid` is a text that is no address.
enum class Network : std::uint8_t { unknown, invalid, internal, external };

/// Whether the country that was told is on the list. `unknown`: none was told.
enum class Country : std::uint8_t { unknown, allowed, refused };

/// What the second factor is worth: `none` was verified, its session is `expired`, it is `stale`
/// (older than step_up_after), or `fresh`. Who does not say when it was vouches for its age.
enum class Mfa : std::uint8_t { none, expired, stale, fresh };

/// All that the rules read from a RequestContext, which is what a decision depends on: two contexts
/// of the same facts are decided on alike. The ages are those at one instant, so that a decision
/// made on a fresh factor is not found any more, in any cache, once it is stale. The default is
/// what nothing told comes to.
struct ContextFacts {
    Network network = Network::unknown;
    bool on_allowlist = false;
    bool on_blocklist = false;
    bool in_vpn_range = false;
    Country country = Country::unknown;
    Mfa mfa = Mfa::none;
    bool step_up_verified = false;
    bool is_audited = true;
    bool time_override = false;       ///< With its reason.
    bool emergency_override = false;  ///< With its reason and its approver.
    bool has_api_key = false;
    Level new_level = Level::none;

    /// Different facts have different words; nothing told has 0.
    [[nodiscard]] std::uint64_t word() const noexcept;
};

[[nodiscard]] ContextFacts context_facts(const RequestContext& context, const PolicyConfig& config,
                                         UtcTime now);

/// How long the session of the second factor still lasts; absent when there is none, or when nobody
/// says since when.
[[nodiscard]] std::optional<Nanos> mfa_session_left(const RequestContext& context,
                                                    const PolicyConfig& config, UtcTime now);

}  // namespace sark::rules
