#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/reference_core.hpp"

namespace CLI {
class App;
}

namespace sark::cli {

/// What --audit-... and --siem-... of a command say; absent: not given.
struct AuditOptions {
    std::string ack = "memory";
    std::string spool;
    std::string overflow = "block";
    std::optional<double> block_s;
    std::optional<double> ack_s;
    std::optional<std::size_t> queue;
    std::optional<std::size_t> batch;
    std::optional<double> flush_s;
    std::optional<std::uint64_t> spool_mib;
    std::string siem_url;
    std::string siem_spill;
};

void add_audit_options(CLI::App& command, AuditOptions& options);

/// Sets the audit parts of `core`. Errc::invalid_argument where the options do not go together. The
/// collector's token comes from SARK_BENCH_SIEM_TOKEN, so that no argument shows it.
[[nodiscard]] Result<void> apply_audit_options(const AuditOptions& options, CoreOptions& core);

}  // namespace sark::cli
