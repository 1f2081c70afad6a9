#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "scenarios/claims/claim.hpp"
#include "scenarios/claims/claim_place.hpp"
#include "scenarios/environment/managed_api.hpp"
#include "scenarios/environment/opa_stand_in.hpp"
#include "scenarios/environment/run_directory.hpp"

namespace sark::scenarios {

/// The API servers of one claim's arms: child processes on the claim's database, all up at the same
/// time until this object goes, so that rounds can alternate. Create and destroy on the main
/// thread; borrows place and claim.
class ArmServers {
 public:
    /// Starts nothing yet. `stop` (may be empty) ends a start.
    ArmServers(const ClaimPlace& place, const Claim& claim, std::function<bool()> stop)
        : place_(&place), claim_(&claim), stop_(std::move(stop)) {}

    /// "http://127.0.0.1:PORT" of a server that is set up so; arms that want the same share one.
    /// Errc::unavailable when it does not come up, or when the claim needs a Redis and the place
    /// has none.
    [[nodiscard]] Result<std::string> url_for(const ClaimRequest& request);

 private:
    struct Server {
        unsigned threads = 0;
        std::vector<std::pair<std::string, std::string>> serve;
        std::unique_ptr<ManagedApi> api;
    };

    [[nodiscard]] Result<void> make_place();
    [[nodiscard]] ManagedApiOptions options_for(const ClaimRequest& request) const;

    const ClaimPlace* place_;
    const Claim* claim_;
    std::function<bool()> stop_;
    std::optional<RunDirectory> directory_;  // outlives what logs into it
    std::unique_ptr<OpaStandIn> opa_;
    std::vector<Server> servers_;
};

}  // namespace sark::scenarios
