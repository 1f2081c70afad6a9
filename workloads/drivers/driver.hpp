#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "workloads/drivers/api_access.hpp"
#include "workloads/drivers/connection.hpp"
#include "workloads/operations/operation.hpp"

namespace sark {
class ReferenceCore;
}

namespace sark::workloads {

/// Where operations go. Empty strings: not given. Passwords inside DSNs never leave the drivers.
struct Target {
    std::string postgres_dsn;         ///< libpq connection string.
    std::string audit_dsn;            ///< Same as postgres_dsn when empty.
    std::string read_dsn;             ///< Of a read replica; see RequestContext::replica.
    bool transaction_pooled = false;  ///< postgres_dsn leads to a pooler in transaction mode, which
                                      ///< statements prepared before do not survive.
    std::string redis;                ///< "unix:/path" or "host:port".
    std::string redis_password;
    std::string http_url;           ///< "http://host:port" without a path.
    ApiAccess api;                  ///< Shown there with every request.
    ReferenceCore* core = nullptr;  ///< Borrowed; must outlive the connections.
};

/// What operations need to become requests.
struct RequestContext {
    std::uint64_t seed = 1;  ///< The run's seed: which key each arrival draws.
    DatasetSpec dataset;     ///< What a key looks like (its seed) and what seeded rows say.
    std::string run_id;      ///< Makes UniqueParameter values unique between runs; loads of one run
                             ///< that share operations need one each (e.g. run id + load name).
    unsigned pipeline = 1;   ///< Operations in flight on one connection; the core has 1 always.
    bool sync_each = true;   ///< postgres, pipelined: a Sync after every operation; else one after
                             ///< those sent together, so that an error fails its followers too.
    bool prepared = true;    ///< postgres: statements are prepared once for each connection.
    bool replica = false;    ///< postgres: on Target::read_dsn.
};

/// A factory of connections for a load whose operations all use one driver. Templates are compiled
/// here: Errc::invalid_scenario for an unknown ${name}, Errc::invalid_argument for a missing
/// target.
[[nodiscard]] Result<ConnectionFactory> make_connection_factory(
    DriverKind driver, const Target& target, std::vector<OperationSpec> operations,
    const RequestContext& context);

}  // namespace sark::workloads
