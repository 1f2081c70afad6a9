#pragma once

#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/reference_core.hpp"

namespace CLI {
class App;
}

namespace sark::cli {

/// How the served core decides and caches, as the command line says it.
struct PolicyFlags {
    std::string rule_order = "cheap-first";
    std::string config_file;  ///< Of the rules; empty: the defaults.
    std::string l1_mode = "ttl";
    std::size_t l1_entries = 1'000;
    std::optional<double> l1_ttl_s;  ///< Absent: 10, or 300 for time buckets.
    std::optional<double> l2_ttl_s;  ///< Absent: 60, or 30 for hashed keys.
    std::string ttl_table;           ///< Empty: l2_ttl for every level.
    std::string l2_keys = "decision";
    double refresh_share = 0.3;
    double sync_interval_s = 0.1;
    std::string opa_url;  ///< Empty: the rules decide.
    std::string opa_path = OpaOptions().path;
    double opa_timeout_s = 1.0;
    std::optional<double> opa_breaker_s;  ///< Absent: no circuit breaker.
    bool opa_pooled = true;
};

void add_policy_options(CLI::App& command, PolicyFlags& flags);
/// Errc::invalid_argument for --opa-path without --opa-url, and for a configuration of the rules
/// that cannot be read, is wrong (`where` is the file and the place in it), or that an OPA would
/// never see.
[[nodiscard]] Result<void> apply(const PolicyFlags& flags, CoreOptions& options);

}  // namespace sark::cli
