#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/registry/server.hpp"

namespace sark::postgres {
class ConnectionPool;
}

namespace sark {

struct StatusChange {
    std::string server_id;  ///< UUID, lower case.
    std::string status;
};

/// A server whose status was changed.
struct ChangedServer {
    std::string id;
    std::string name;
    std::string status;
};

/// Many servers in a few statements. Thread-safe. Errors as of ServerRegistry.
class BulkServers {
 public:
    explicit BulkServers(postgres::ConnectionPool& pool) : pool_(pool) {}

    /// All or none, in one transaction of two statements however many they are. Every server must
    /// have an id of its own: Errc::invalid_argument otherwise.
    [[nodiscard]] Result<void> register_all(std::span<const Server> servers);

    enum class Missing : bool {
        skipped,  ///< Changes those servers that there are.
        refused,  ///< Changes nothing unless there are all.
    };
    /// One statement. Returns the servers that were changed, in no particular order: with
    /// Missing::refused the ones that are missing tell that nothing was. Ids must not repeat.
    struct StatusChanges {
        std::vector<ChangedServer> found;
        bool changed = true;  ///< False: rolled back, because some are missing.
    };
    [[nodiscard]] Result<StatusChanges> set_statuses(std::span<const StatusChange> changes,
                                                     Missing missing);

 private:
    postgres::ConnectionPool& pool_;
};

}  // namespace sark
