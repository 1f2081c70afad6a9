#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/postgres/session.hpp"
#include "core/registry/server.hpp"

namespace sark {

/// The tools of any number of servers, for one statement that inserts them all.
class ToolRows {
 public:
    void add(const std::string& server_id, const std::vector<Tool>& tools);
    /// Does nothing when there are none. An empty id or level takes the schema's default.
    [[nodiscard]] Result<void> insert(postgres::Session& session) const;

 private:
    std::vector<std::string> server_ids_, ids_, names_, descriptions_, levels_, parameters_,
        signatures_, approvals_;
};

}  // namespace sark
