#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.hpp"

namespace sark::scenarios::doctor {

class ReadOnlySession;

/// A schema that holds the tables of one of SARK's systems.
struct SarkSchema {
    std::string system;  ///< "sark_v2"
    std::string schema;  ///< "public" in a live deployment; ours are named as the system.
};

/// The verdict of a run of this tool that the user points at.
struct KnownRun {
    std::string scenario;
    std::string path;
    std::string outcome;  ///< "pass", "fail", …
    bool passed = false;
    bool judged = true;  ///< False: invalid or inconclusive, which is no answer.
};

/// What is known of a database before it is asked anything, and what its user told.
struct Circumstances {
    std::string database;
    std::string role;
    std::string server;  ///< "PostgreSQL 15.10"
    bool reads_all_statistics = false;
    bool reads_all_settings = false;
    std::optional<std::string> statements_schema;  ///< Where pg_stat_statements is installed.
    bool timescale = false;                        ///< TimescaleDB is installed here.
    std::optional<double> statistics_days;         ///< Absent: never reset.
    std::vector<SarkSchema> schemas;
    std::optional<std::uint64_t> host_memory;  ///< Bytes of the server's host.
    std::optional<KnownRun> run;

    /// For the head of a report.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> facts() const;
};

/// Asks the server. Errors of Session.
[[nodiscard]] Result<Circumstances> learn_circumstances(ReadOnlySession& session);

}  // namespace sark::scenarios::doctor
