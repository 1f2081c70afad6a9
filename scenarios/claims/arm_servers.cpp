#include "scenarios/claims/arm_servers.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sark::scenarios {

namespace {

/// How a SARK of the user's own is set up changes no claim.
constexpr std::array not_inherited = {
    "SARK_JWT_SECRET=",        "SARK_BENCH_SETTINGS_PROFILE=", "SARK_BENCH_AUDIT_ACK=",
    "ENABLE_RESPONSE_CACHE=",  "CACHE_TTL_SECONDS=",           "CACHE_SERVER_LIST_TTL=",
    "CACHE_SERVER_DETAIL_TTL="};

}  // namespace

Result<void> ArmServers::make_place() {
    if (directory_)
        return {};
    auto directory = RunDirectory::create(RunDirectory::usual_parents(), std::nullopt);
    if (!directory)
        return directory.error();
    directory_.emplace(std::move(directory).value());
    if (!claim_->opa)
        return {};
    auto opa = OpaStandIn::start(Nanos{0});
    if (!opa)
        return opa.error();
    opa_ = *std::move(opa);
    return {};
}

ManagedApiOptions ArmServers::options_for(const ClaimRequest& request) const {
    ManagedApiOptions options;
    options.program = place_->program;
    options.threads = request.threads;
    // Two servers, and the tool's own sessions, fit into a PostgreSQL of 100 connections.
    options.pool.pool_size = 16;
    options.pool.max_overflow = 0;
    options.audit_pool.pool_size = 2;
    options.audit_pool.max_overflow = 0;
    options.settings = request.serve;
    options.opa_url = opa_ ? opa_->url() : "";
    options.dsn = place_->dsn;
    if (claim_->redis) {
        options.redis = place_->redis_endpoint;
        options.redis_password = place_->redis_password;
    }
    options.variables.assign(not_inherited.begin(), not_inherited.end());
    options.stop = stop_;
    return options;
}

Result<std::string> ArmServers::url_for(const ClaimRequest& request) {
    const auto running = std::ranges::find_if(servers_, [&](const Server& server) {
        return server.threads == request.threads && server.serve == request.serve;
    });
    if (running != servers_.end())
        return running->api->url();
    if (claim_->redis && place_->redis_endpoint.empty())
        return Error{Errc::unavailable, "there is no Redis for the API server", claim_->name,
                     "give one with --redis"};
    if (auto made = make_place(); !made)
        return made.error();
    const auto logs =
        directory_->make_private("server-" + std::to_string(servers_.size() + 1), std::nullopt);
    if (!logs)
        return logs.error();
    auto api = ManagedApi::start(*logs, options_for(request));
    if (!api)
        return api.error();
    servers_.push_back({request.threads, request.serve, *std::move(api)});
    return servers_.back().api->url();
}

}  // namespace sark::scenarios
