#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sark::postgres {
class ConnectionPool;
}

namespace sark {

struct Capability {
    std::string id;
    std::string name;
    std::string description;
    std::string sensitivity_level;
    std::string metadata_json = "{}";
};

/// A row of sark_v2.resources.
struct Resource {
    std::string id;
    std::string name;
    std::string protocol;
    std::string endpoint;
    std::string sensitivity_level;
    std::string metadata_json = "{}";
};

/// Resources and capabilities in schema sark_v2. Thread-safe. Errors as of postgres::Session.
class ResourceRegistry {
 public:
    explicit ResourceRegistry(postgres::ConnectionPool& pool) : ResourceRegistry(pool, pool) {}
    /// Writes go to `pool`, reads to `reads`; see ServerRegistry.
    ResourceRegistry(postgres::ConnectionPool& pool, postgres::ConnectionPool& reads)
        : pool_(pool), reads_(reads) {}
    /// One transaction. An empty sensitivity level means medium. Errc::conflict when an id exists.
    [[nodiscard]] Result<void> register_resource(const Resource& resource,
                                                 const std::vector<Capability>& capabilities);
    /// Errc::not_found when there is none.
    [[nodiscard]] Result<Resource> resource_by_id(const std::string& id);
    /// Ordered by id; empty when the resource has none or does not exist.
    [[nodiscard]] Result<std::vector<Capability>> capabilities_of(const std::string& resource_id);

 private:
    postgres::ConnectionPool& pool_;
    postgres::ConnectionPool& reads_;
};

}  // namespace sark
