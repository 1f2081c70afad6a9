#pragma once

#include <string>
#include <vector>

#include "core/access/access_check.hpp"
#include "core/base/result.hpp"

namespace sark::postgres {
class ConnectionPool;
}

namespace sark {

/// Access to the gateway's servers by their rules in mcp_gw.server_access_control (S004-TBL-07),
/// read anew for each check: a rule that is taken back counts at once. Thread-safe.
class AccessControl {
 public:
    /// `pool` is borrowed. Not a replica's, which would go on by rules that are taken back.
    explicit AccessControl(postgres::ConnectionPool& pool) : pool_(pool) {}

    /// See check_access(); `request.time` is the caller's. An Error (the database is away, or a
    /// rule cannot be understood: Errc::protocol) is a denial to whoever asks.
    [[nodiscard]] Result<AccessVerdict> check(const std::string& server_id,
                                              const AccessRequest& request);

    /// All rules of a server; empty for a server without any, or one that does not exist.
    [[nodiscard]] Result<std::vector<AccessRule>> rules_of(const std::string& server_id);

 private:
    postgres::ConnectionPool& pool_;
};

}  // namespace sark
