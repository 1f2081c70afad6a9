#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/http/requests/request.hpp"
#include "core/http/requests/validation.hpp"
#include "core/registry/registry_export.hpp"

namespace sark::http {

/// The query of GET /api/v1/export/….
struct ExportQuery {
    std::string status;  ///< Of servers; empty: all.
    std::string cursor;
    unsigned limit = RegistryExport::rows_max;
    bool pretty = false;
};
[[nodiscard]] Validated<ExportQuery> parse_export(const Request& request);

/// RFC 4180 with a header line: fields with commas, quotes or line ends are quoted.
[[nodiscard]] std::string export_csv(const ExportPart<Server>& part);
[[nodiscard]] std::string export_csv(const ExportPart<ExportedTool>& part);
/// `exported_at` is ISO 8601.
[[nodiscard]] std::string export_json(const ExportPart<Server>& part,
                                      const std::string& exported_at, bool pretty);
[[nodiscard]] std::string export_json(const ExportPart<ExportedTool>& part,
                                      const std::string& exported_at, bool pretty);

/// POST /api/v1/export/
struct ExportRequest {
    std::string format;    ///< json | csv
    std::string resource;  ///< servers | tools
    std::string status;    ///< Of servers; empty: all.
};
[[nodiscard]] Validated<ExportRequest> parse_export_request(std::string_view body);
[[nodiscard]] std::string export_made_json(const ExportRequest& request, std::uint64_t records,
                                           const std::string& exported_at);

}  // namespace sark::http
