#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/requests/validation.hpp"
#include "core/registry/bulk_servers.hpp"
#include "core/registry/server.hpp"

namespace sark::http {

/// POST /api/v1/servers/: lengths and enumerations of SARK-UPSTREAM section 2, at most 1,000 tools;
/// team_id and tags beside them, which upstream stores but lets nobody set. Unknown keys are
/// ignored, as upstream.
[[nodiscard]] Validated<Server> parse_registration(std::string_view body);

inline constexpr std::size_t bulk_max = 100;

/// POST /api/v1/bulk/servers/register: 1 to bulk_max registrations. One that is malformed refuses
/// the request, as upstream's framework does; issues say which.
struct BulkRegistration {
    std::vector<Server> servers;
    bool fail_on_first_error = false;
};
[[nodiscard]] Validated<BulkRegistration> parse_bulk_registration(std::string_view body);

/// PATCH /api/v1/bulk/servers/status: 1 to bulk_max changes of different servers.
struct BulkStatusChange {
    std::vector<StatusChange> changes;
    bool fail_on_first_error = false;
};
[[nodiscard]] Validated<BulkStatusChange> parse_bulk_status(std::string_view body);

/// PATCH /api/v1/servers/{id}/status: the new status.
[[nodiscard]] Validated<std::string> parse_status(std::string_view body);

}  // namespace sark::http
