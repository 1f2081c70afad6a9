#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/access/access_rule.hpp"
#include "core/base/time.hpp"

namespace sark {

enum class AccessRight : std::uint8_t { read, write, admin, proxy };

/// "read", "write", "admin" or "proxy".
[[nodiscard]] std::string_view to_string(AccessRight right);

/// Somebody who wants to do something on a server.
struct AccessRequest {
    std::string user_id;
    std::string tenant_id;  ///< Empty: of no tenant; a rule of a tenant is not for them then.
    AccessRight right = AccessRight::read;
    std::string method;  ///< Such as "tools/call", compared letter by letter; empty: none.
    UtcTime time;
};

struct AccessVerdict {
    bool allowed = false;
    std::string reason;  ///< Why not; empty when allowed.
};

/// What the rules of one server say (S004-TBL-07).
///
/// A rule is for the user and the tenant that it names. Of those that are for somebody only the
/// closest count: the ones that name the user, else those that name the tenant, else those that
/// name nobody; so a tenant may be allowed something and one of its users not. Of these, one rule
/// that allows suffices, but a method that any of them denies is denied. A rule allows when the
/// right is given, the method is allowed and not denied, and the day and the hour are among those
/// it lists. Nobody whom no rule is for may do anything.
[[nodiscard]] AccessVerdict check_access(std::span<const AccessRule> rules,
                                         const AccessRequest& request);

}  // namespace sark
