#pragma once

#include <span>
#include <string_view>

/// Files compiled into the program by sark_embed() (cmake/EmbedFiles.cmake), so that the one
/// executable works from anywhere. Each sark_embed call defines one function of this shape.
namespace sark::embedded {

struct File {
    std::string_view name;  ///< Path below the folder that embeds it, e.g. "catalog/smoke.json".
    std::string_view text;
};

std::span<const File> migrations();       ///< migrations/<system>/*.sql
std::span<const File> index_sets();       ///< migrations/<system>/indexes/*.sql
std::span<const File> catalog();          ///< scenarios/catalog/*.json
std::span<const File> traces();           ///< scenarios/catalog/traces/*.csv
std::span<const File> operations();       ///< scenarios/operations/*.json
std::span<const File> claims();           ///< scenarios/claims/*.json
std::span<const File> server_profiles();  ///< scenarios/server_profiles/*.json
std::span<const File> scenario_schema();  ///< scenarios/scenario.schema.json
std::span<const File> sla_profiles();     ///< reports/sla/*.json
std::span<const File> report_assets();    ///< chart library, HTML page parts, result.schema.json

}  // namespace sark::embedded
