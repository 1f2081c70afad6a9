#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sark {

/// A row of mcp_gw.server_access_control (S004-TBL-07) for one server; the defaults are the
/// table's.
struct AccessRule {
    std::optional<std::string> user_id;    ///< Absent: whoever it is.
    std::optional<std::string> tenant_id;  ///< Absent: of whatever tenant.
    bool can_read = true;
    bool can_write = false;
    bool can_admin = false;
    bool can_proxy = true;
    std::vector<std::string> allowed_methods;  ///< Empty: every one that is not denied.
    std::vector<std::string> denied_methods;
    std::vector<unsigned> allowed_days;   ///< 0 is Monday, 6 Sunday, in UTC; empty: every day.
    std::vector<unsigned> allowed_hours;  ///< 0 to 23, in UTC; empty: every hour.
};

/// A JSON list of texts; Errc::protocol for anything else.
[[nodiscard]] Result<std::vector<std::string>> methods_from_json(const std::string& json);
/// A JSON list of whole numbers from 0 to `last`; Errc::protocol for anything else.
[[nodiscard]] Result<std::vector<unsigned>> numbers_from_json(const std::string& json,
                                                              unsigned last);

}  // namespace sark
