#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/options/target_options.hpp"
#include "core/base/result.hpp"
#include "reports/planning/plan.hpp"

namespace CLI {
class App;
}

namespace sark::cli {

/// The arguments of `plan`, as written.
struct PlanOptions {
    std::optional<int> phase;
    std::optional<double> rate;
    std::optional<double> servers;
    std::optional<double> audit_events;
    std::optional<double> queries;
    std::optional<double> hit_rate;
    std::optional<double> p95_ms;
    std::string capacity;
    std::optional<double> per_pod;
    std::string service_time;
    std::string database_capacity;
    std::string database_time;
    std::optional<std::uint32_t> database_cores;
    std::string day = "office";
    std::uint32_t min_replicas = reports::planning::HpaPolicy{}.min_replicas;
    std::uint32_t max_replicas = reports::planning::HpaPolicy{}.max_replicas;
    double cpu_target = 70.0;
    double requests_target = 1000.0;
    std::string startup;
    std::optional<double> memory_share;
    std::optional<std::uint32_t> pool_size;
    std::optional<std::uint32_t> max_overflow;
    std::uint64_t reserved = reports::planning::PoolRequest{}.reserved;
    std::optional<std::uint64_t> max_connections;
    std::optional<double> retention_days;
    std::vector<std::uint32_t> model_pods = {4, 10, 50};
    std::string bouncer_listen;
    std::string bouncer_server;
    std::string bouncer_auth_file;
    std::uint64_t seed = 1;
    TargetOptions target;  ///< Where sizes are measured; empty: nowhere.
    std::string out;
    bool quiet = false;
};

/// What the load, the pods and the autoscaler are.
void add_plan_load_options(CLI::App& command, PlanOptions& options);
/// Everything else of `plan`.
void add_plan_store_options(CLI::App& command, PlanOptions& options);

/// Reads the files that the options name and checks what they state; measures nothing.
/// Errc::invalid_argument names the option or the file.
[[nodiscard]] Result<reports::planning::PlanRequest> plan_request(const PlanOptions& options);

}  // namespace sark::cli
