#pragma once

#include <string>
#include <vector>

#include "core/registry/server.hpp"
#include "core/registry/server_listing.hpp"

namespace sark::http {

[[nodiscard]] std::string registered_json(const std::string& server_id);
[[nodiscard]] std::string server_json(const Server& server);
[[nodiscard]] std::string page_json(const ServerPage& page);
[[nodiscard]] std::string numbered_page_json(const NumberedServerPage& page);
[[nodiscard]] std::string status_json(const std::string& server_id, const std::string& status);

/// What became of each server of a bulk request; members that are empty are left out.
struct BulkItem {
    std::string server_id;
    std::string name;
    std::string status;
    std::string error;  ///< Empty: it succeeded.
};
[[nodiscard]] std::string bulk_json(const std::vector<BulkItem>& items);

/// The `details` of the audit events of servers.
[[nodiscard]] std::string registration_details_json(const Server& server);
[[nodiscard]] std::string status_details_json(const std::string& status);

}  // namespace sark::http
