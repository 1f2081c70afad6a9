#include "workloads/data/dataset.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>

#include "workloads/data/distribution.hpp"
#include "workloads/data/hash.hpp"

namespace sark::workloads {
namespace {

/// Which property of a row is drawn; one stream each, so that they are independent.
enum class Property : std::uint64_t {
    id_key = 1,
    id_tail,
    sensitivity,
    role,
    team,
    protocol,
    manager,
};

std::uint64_t draw_property(std::uint64_t seed, Entity entity, std::uint64_t index,
                            Property property) {
    return draw(seed, index,
                static_cast<std::uint64_t>(entity) << 8U | static_cast<std::uint64_t>(property));
}

/// A bijection of 60-bit numbers for every key: what makes UUIDs of one entity distinct.
std::uint64_t permute60(std::uint64_t x, std::uint64_t key) {
    constexpr std::uint64_t mask = (std::uint64_t{1} << 60U) - 1;
    x = (x + key) & mask;
    x = (x * 0xbf58476d1ce4e5b9ULL) & mask;
    x ^= x >> 31U;
    x = (x * 0x94d049bb133111ebULL) & mask;
    x ^= x >> 29U;
    return x;
}

std::string_view write_numbered(std::string_view prefix, std::uint64_t index,
                                std::span<char, 40> out) {
    constexpr std::ptrdiff_t digits_min = 9;
    char digits[20];
    const char* end = std::to_chars(std::begin(digits), std::end(digits), index).ptr;
    char* at = std::copy(prefix.begin(), prefix.end(), out.data());
    at = std::fill_n(at, std::max<std::ptrdiff_t>(0, digits_min - (end - digits)), '0');
    at = std::copy(static_cast<const char*>(digits), end, at);
    return {out.data(), static_cast<std::size_t>(at - out.data())};
}

/// Tools and capabilities live where their server and resource live.
std::uint64_t owner_index(std::uint64_t index, std::uint64_t children) {
    return index / std::max<std::uint64_t>(children, 1);
}

}  // namespace

std::uint64_t count_of(const DatasetSpec& dataset, Entity entity) noexcept {
    switch (entity) {
        case Entity::user:
            return dataset.users;
        case Entity::team:
            return dataset.teams;
        case Entity::server:
            return dataset.servers;
        case Entity::tool:
            return dataset.servers * dataset.tools_per_server;
        case Entity::resource:
            return dataset.resources;
        case Entity::capability:
            return dataset.resources * dataset.capabilities_per_resource;
        case Entity::principal:
            return dataset.principals;
        case Entity::federation_node:
            return dataset.federation_nodes;
    }
    return 0;
}

std::string_view write_uuid(std::uint64_t seed, Entity entity, std::uint64_t index,
                            std::span<char, 36> out) noexcept {
    constexpr std::string_view hex = "0123456789abcdef";
    const std::uint64_t key = draw_property(seed, entity, 0, Property::id_key);
    const std::uint64_t head = permute60(index, key);
    const std::uint64_t tail = draw_property(seed, entity, index, Property::id_tail);
    // RFC 4122: the version is the 13th digit, the variant the two top bits of the 17th.
    const std::uint64_t high = (head >> 12U) << 16U | 0x4000U | (head & 0xfffU);
    const std::uint64_t low = (tail >> 2U) | 0x8000000000000000ULL;
    std::size_t at = 0;
    for (unsigned digit = 0; digit < 32; ++digit) {
        if (digit == 8 || digit == 12 || digit == 16 || digit == 20)
            out[at++] = '-';
        const std::uint64_t word = digit < 16 ? high : low;
        out[at++] = hex[word >> (60U - 4U * (digit % 16U)) & 15U];
    }
    return {out.data(), out.size()};
}

std::string_view write_id(std::uint64_t seed, Entity entity, std::uint64_t index,
                          std::span<char, 40> out) noexcept {
    switch (entity) {
        case Entity::resource:
            return write_numbered("res-", index, out);
        case Entity::capability:
            return write_numbered("cap-", index, out);
        case Entity::principal:
            return write_numbered("principal-", index, out);
        case Entity::federation_node:
            return write_numbered("node-", index, out);
        case Entity::user:
        case Entity::team:
        case Entity::server:
        case Entity::tool:
            break;
    }
    return write_uuid(seed, entity, index, out.first<36>());
}

std::string_view write_name(Entity entity, std::uint64_t index, std::span<char, 40> out) noexcept {
    constexpr std::array<std::string_view, entity_names.size()> prefixes = {
        "user-",     "team-",       "server-",    "tool-",
        "resource-", "capability-", "principal-", "federation_node-"};
    return write_numbered(prefixes[static_cast<std::size_t>(entity)], index, out);
}

std::string id_of(std::uint64_t seed, Entity entity, std::uint64_t index) {
    std::array<char, 40> out{};
    return std::string(write_id(seed, entity, index, out));
}

std::string name_of(Entity entity, std::uint64_t index) {
    std::array<char, 40> out{};
    return std::string(write_name(entity, index, out));
}

std::string_view sensitivity_of(std::uint64_t seed, Entity entity, std::uint64_t index) noexcept {
    const double point = to_unit(draw_property(seed, entity, index, Property::sensitivity));
    if (point < 0.50)
        return "low";
    if (point < 0.80)
        return "medium";
    return point < 0.95 ? "high" : "critical";
}

std::string_view role_of(std::uint64_t seed, std::uint64_t user) noexcept {
    const double point = to_unit(draw_property(seed, Entity::user, user, Property::role));
    if (point < 0.60)
        return "developer";
    return point < 0.80 ? "admin" : "viewer";
}

bool is_manager(std::uint64_t seed, std::uint64_t user) noexcept {
    return to_unit(draw_property(seed, Entity::user, user, Property::manager)) < 0.10;
}

std::uint64_t team_of(const DatasetSpec& dataset, Entity entity, std::uint64_t index) noexcept {
    if (entity == Entity::team)
        return index;
    if (dataset.teams == 0)
        return 0;
    if (entity == Entity::tool)
        return team_of(dataset, Entity::server, owner_index(index, dataset.tools_per_server));
    if (entity == Entity::capability)
        return team_of(dataset, Entity::resource,
                       owner_index(index, dataset.capabilities_per_resource));
    return draw_property(dataset.seed, entity, index, Property::team) % dataset.teams;
}

std::string_view protocol_of(const DatasetSpec& dataset, std::uint64_t resource) noexcept {
    const double point =
        to_unit(draw_property(dataset.seed, Entity::resource, resource, Property::protocol));
    // The usual ones share 0.99 as 60:30:9, whatever the rare one leaves them.
    const double rest = (1.0 - dataset.rare_share) / 0.99;
    if (point < 0.60 * rest)
        return "mcp";
    if (point < 0.90 * rest)
        return "http";
    return point < 0.99 * rest ? "grpc" : "a2a";
}

bool is_active(const DatasetSpec& dataset, std::uint64_t bits) noexcept {
    // The last digit first: with nine of ten active it alone decides.
    const std::uint64_t point = bits % 10 * 100 + bits / 10 % 100;
    const double inactive = std::round((1.0 - dataset.active_share) * 1'000.0);
    return static_cast<double>(point) >= inactive;
}

std::uint64_t owner_of(const DatasetSpec& dataset, std::uint64_t bits, std::uint64_t count) {
    if (dataset.owner_theta <= 0.0)
        return bits % count;
    Distribution skew;
    skew.kind = Distribution::Kind::zipfian;
    skew.theta = dataset.owner_theta;
    return KeySampler(skew, count).key(dataset.seed, bits, 0);
}

}  // namespace sark::workloads
