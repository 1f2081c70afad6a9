#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/time.hpp"
#include "scenarios/evidence/server_evidence.hpp"
#include "scenarios/scenario.hpp"
#include "workloads/engine/engine.hpp"
#include "workloads/host_probes/calibration.hpp"

namespace sark::scenarios {

enum class RunStatus : std::uint8_t {
    completed,    ///< Ran to the end of its plan.
    interrupted,  ///< A signal ended it early.
    aborted,      ///< A threshold ended it (RunResult::breach), a managed service died, or the
                  ///< engine failed.
};

/// The machine and software a run used; ordered key/value pairs so that readers show all of it.
struct Environment {
    std::vector<std::pair<std::string, std::string>>
        facts;  ///< "cpu_model", "kernel", "compiler", "revision", …
    unsigned cpus = 0;
    double load_1m = 0.0;
    bool managed = false;                 ///< Every service was started by us.
    bool shares_host = true;              ///< The target runs on the generator's machine.
    std::vector<SettingSource> settings;  ///< Pool settings with their sources.
    std::vector<std::pair<std::string, std::string>>
        services;  ///< "postgresql" -> "15.20, unix socket", redacted
};

/// CPU over the measured window, in cores (1.0 = one core busy), read from /proc.
struct CpuUse {
    double generator = 0.0;  ///< This process.
    double services = 0.0;   ///< Managed services, given ones on this machine, and their children.
    std::optional<double> others;  ///< Everybody else; absent when a given service on this machine
                                   ///< was not found among the processes.
    double steal = 0.0;
    std::optional<double> throttled;  ///< What the CPU quota of our control group kept back; absent
                                      ///< without such a group.
};

/// What a store said about itself over the window: deltas of counters, by name.
struct Evidence {
    /// Of names in `postgres` that are no deltas: bytes of a table at the end of the run.
    static constexpr std::string_view table_bytes_prefix = "table_bytes:";
    /// Of names in `redis` that are no deltas: bytes at the end of the window; a limit of 0 is
    /// none.
    static constexpr std::string_view redis_memory[] = {"used_memory", "maxmemory"};
    std::vector<std::pair<std::string, double>>
        postgres;  ///< pg_stat_database deltas: xact_commit, blks_hit, …; table_bytes:schema.table
    std::vector<std::pair<std::string, double>>
        redis;  ///< INFO deltas: keyspace_hits, total_commands_processed, …
    std::vector<std::pair<std::string, double>> core;  ///< /metrics deltas of the reference core.
    std::vector<std::pair<std::string, double>>
        replica;  ///< How far a read replica was behind over the window; see LagTally.
};

/// Something of the scenario's "meanwhile" list, as it happened.
struct Happening {
    enum class Outcome : std::uint8_t {
        not_started,  ///< The run ended before it.
        done,
        failed,
        cut_short,  ///< The run ended while it went on.
    };
    std::string name;
    std::string kind;  ///< One of meanwhile_names.
    Nanos planned{0};  ///< Into the measured window, as are the next two.
    Nanos begin{0};
    Nanos end{0};
    Outcome outcome = Outcome::not_started;
    std::string detail;  ///< What it came to, or why it failed.
};

/// A threshold that failed while the run went on, and ended it (abort_on_fail).
struct ThresholdBreach {
    std::size_t threshold = 0;     ///< Its place in Scenario::thresholds.
    Nanos at{0};                   ///< Into the measured window.
    std::optional<double> actual;  ///< What it came to then; absent: it lay among the failures.
    std::uint64_t samples = 0;     ///< Of which so many operations were judged,
    std::uint64_t failed = 0;      ///< and so many of them had failed.
    std::string reason;            ///< One sentence that names the threshold.
};

/// Everything a run measured; a report can be redone from it, never re-measured. Mergeable:
/// histograms and counts only, no derived percentiles.
struct RunResult {
    static constexpr int schema_version = 1;
    std::string id;  ///< UTC and a short random part, e.g. "20261121T073820Z-1f3a".
    std::string tool_version;
    std::string tool_revision;
    Scenario scenario;
    RunStatus status = RunStatus::completed;
    std::string status_reason;  ///< Why it is not completed.
    std::optional<ThresholdBreach> breach;
    workloads::EngineResult engine;
    workloads::Calibration calibration;  ///< Of the generator's host, just before the run.
    Environment environment;
    CpuUse cpu;
    Evidence evidence;
    std::vector<Happening> happenings;
    ServerEvidence server;  ///< Why it was slow.
};

}  // namespace sark::scenarios
