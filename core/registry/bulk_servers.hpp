#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/registry/server_registry.hpp"

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

    /// Which of them the database refuses by itself, the first if several; nothing is kept. Absent
    /// when none is, or the database does not answer. One transaction for each: to be asked when
    /// register_all() failed.
    [[nodiscard]] std::optional<std::size_t> first_refused(std::span<const Server> servers);
    /// What policy decides on, of those of the servers that there are; one query.
    [[nodiscard]] Result<std::map<std::string, ToolFacts>> facts(std::span<const std::string> ids);

    enum class Missing : bool {
        skipped,  ///< Changes those servers that there are.
        refused,  ///< Changes nothing unless there are all.
    };
    struct StatusChanges {
        std::vector<ChangedServer> found;  ///< In no particular order.
        bool changed = true;               ///< False: rolled back, because some are missing.
    };
    /// One statement. Ids must not repeat.
    [[nodiscard]] Result<StatusChanges> set_statuses(std::span<const StatusChange> changes,
                                                     Missing missing);

 private:
    postgres::ConnectionPool& pool_;
};

}  // namespace sark
