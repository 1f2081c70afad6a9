#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/postgres/session.hpp"
#include "scenarios/evidence/server_evidence.hpp"

namespace sark::scenarios {

/// Of the statements of new sessions, so many are explained into the server's log: enough of any
/// load worth the name, for well under 1 % of its time.
inline constexpr double auto_explain_share = 0.002;

/// Makes new sessions of the session's database log plans, as JSON, of a sample of their
/// statements. For a server of our own only: it changes the database's settings. The error says
/// why not.
[[nodiscard]] Result<void> sample_plans(postgres::Session& session);

/// Plans of one statement that a log holds.
struct LoggedPlans {
    std::string query;  ///< As it was sent.
    std::vector<SampledPlan> shapes;
};

/// Reads what auto_explain wrote to a server's log (stderr format, continuation lines begin with a
/// tab). Entries that are cut or damaged are left out.
[[nodiscard]] std::vector<LoggedPlans> read_logged_plans(std::string_view log,
                                                         const PartitionRoots& roots);

/// The log from `offset` on, at most its last 32 MB; empty when it cannot be read.
[[nodiscard]] std::string read_log_from(const std::filesystem::path& log, std::uint64_t offset);

/// 0 when there is no such file.
[[nodiscard]] std::uint64_t size_of_log(const std::filesystem::path& log);

}  // namespace sark::scenarios
