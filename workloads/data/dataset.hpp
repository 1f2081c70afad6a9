#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sark::workloads {

/// Rows that seeding creates; a key is computable from (dataset seed, entity, index) alone, so a
/// request is built without a look-up.
enum class Entity : std::uint8_t {
    user,             ///< sark_api.users
    team,             ///< sark_api.teams
    server,           ///< sark_api.mcp_servers
    tool,             ///< sark_api.mcp_tools; tool t belongs to server t / tools_per_server
    resource,         ///< sark_v2.resources, id is text
    capability,       ///< sark_v2.capabilities, id is text; capability c belongs to resource c /
                      ///< per_resource
    principal,        ///< sark_v2 cost_tracking/audit principal, text
    federation_node,  ///< sark_v2.federation_nodes, node_id is text
};
inline constexpr std::array<std::string_view, 8> entity_names = {
    "user", "team", "server", "tool", "resource", "capability", "principal", "federation_node"};

/// How much to seed, and how evenly. Pure data; the seeder and the request builder read the same
/// one.
struct DatasetSpec {
    std::uint64_t seed = 42;
    std::uint64_t users = 1'000;
    std::uint64_t teams = 20;
    std::uint64_t servers = 1'000;
    std::uint64_t tools_per_server = 5;
    std::uint64_t resources = 10'000;
    std::uint64_t capabilities_per_resource = 5;
    std::uint64_t principals = 1'000;
    std::uint64_t federation_nodes = 50;
    std::uint64_t cost_rows = 10'000;
    std::uint64_t audit_rows = 10'000;

    /// Whom servers, audit events, requests and costs belong to: the r-th of the users or
    /// principals in proportion to 1/r^theta, popular ones scattered over the keys; 0: all alike.
    double owner_theta = 0.0;
    double rare_share = 0.01;      ///< Of the resources that speak the rare protocol.
    double active_share = 0.9;     ///< Of users, servers, sessions and keys; in thousandths.
    std::uint64_t json_keys = 0;   ///< More of them in every JSONB metadata than the usual two.
    std::uint64_t event_days = 7;  ///< Events, requests and costs happened within these.

    bool operator==(const DatasetSpec&) const = default;
};

/// Limits of what a dataset may ask for: a skew that a sampler can draw, documents of a few kB, and
/// no more days than the shortest retention keeps.
inline constexpr double owner_theta_max = 5.0;
inline constexpr std::uint64_t json_keys_max = 99;
inline constexpr std::uint64_t event_days_max = 90;

/// How many rows of an entity the dataset has.
[[nodiscard]] std::uint64_t count_of(const DatasetSpec& dataset, Entity entity) noexcept;

/// Writes the 36 characters of the entity's UUID (version 4 layout) and returns them as a view of
/// `out`. Used by entities whose id is a uuid (user, team, server, tool) and for unique row ids.
std::string_view write_uuid(std::uint64_t seed, Entity entity, std::uint64_t index,
                            std::span<char, 36> out) noexcept;

/// Writes the entity's id as SQL and requests use it: a UUID, or text such as "res-000000042",
/// "cap-…", "principal-…", "node-…". Returns a view of `out`.
std::string_view write_id(std::uint64_t seed, Entity entity, std::uint64_t index,
                          std::span<char, 40> out) noexcept;

/// Writes the entity's human name, e.g. "server-000000042" or "tool-000000042".
std::string_view write_name(Entity entity, std::uint64_t index, std::span<char, 40> out) noexcept;

/// Convenience for code off the hot path.
[[nodiscard]] std::string id_of(std::uint64_t seed, Entity entity, std::uint64_t index);
[[nodiscard]] std::string name_of(Entity entity, std::uint64_t index);

/// Properties of seeded rows, the same for the seeder and for whoever predicts an answer.
/// Sensitivity: low 50 %, medium 30 %, high 15 %, critical 5 %. Roles: developer 3, admin 1,
/// viewer 1.
[[nodiscard]] std::string_view sensitivity_of(std::uint64_t seed, Entity entity,
                                              std::uint64_t index) noexcept;
[[nodiscard]] std::string_view role_of(std::uint64_t seed, std::uint64_t user) noexcept;
/// Whether a user manages the team that team_of() gives: a tenth of all, whatever their role.
[[nodiscard]] bool is_manager(std::uint64_t seed, std::uint64_t user) noexcept;
[[nodiscard]] std::uint64_t team_of(const DatasetSpec& dataset, Entity entity,
                                    std::uint64_t index) noexcept;
/// A rare "a2a", 1 % unless the dataset says otherwise (a rare protocol is what makes an index
/// pay); of the others mcp 60, http 30, grpc 9.
[[nodiscard]] std::string_view protocol_of(const DatasetSpec& dataset,
                                           std::uint64_t resource) noexcept;
/// Whether a draw makes one of the active ones: 90 % unless the dataset says otherwise.
[[nodiscard]] bool is_active(const DatasetSpec& dataset, std::uint64_t bits) noexcept;
/// Whom a draw chooses out of `count` (>= 1) users or principals, by the dataset's owner_theta.
[[nodiscard]] std::uint64_t owner_of(const DatasetSpec& dataset, std::uint64_t bits,
                                     std::uint64_t count);

}  // namespace sark::workloads
