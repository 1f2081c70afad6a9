#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reports/exit_code.hpp"
#include "scenarios/run_result.hpp"

namespace sark::reports {

/// Whether the numbers are true, before anybody asks whether they are good. It grades the generator
/// and the host, never the target.
enum class ValidityVerdict : std::uint8_t { valid, suspect, invalid };
struct ValidityReason {
    std::string code;  ///< e.g. "wake_lag", "generator_stalled", "foreign_cpu", "nothing_measured"
    ValidityVerdict severity = ValidityVerdict::suspect;  ///< valid: a note.
    std::string message;                                  ///< With the figure and the limit.
};
struct Validity {
    ValidityVerdict verdict = ValidityVerdict::valid;
    std::vector<ValidityReason> reasons;
};

enum class RowVerdict : std::uint8_t { pass, warn, fail, inconclusive, no_data, skipped };

/// high is infinite when the upper bound falls among failed operations, or when the run does not
/// bound it.
struct Interval95 {
    double low = 0;
    double high = 0;
    bool open = false;  ///< What is slow came in too few bursts for an upper bound.
};

/// One judged row: an SLA row of a profile, or a threshold of the scenario (profile "thresholds").
struct Judgement {
    std::string id;  ///< "S000-SLA-01", or the threshold as written.
    std::string profile;
    std::string title;       ///< "resource lookup by ID"
    std::string operation;   ///< Operation judged; empty: all of the run.
    std::string metric;      ///< response | service | error_ratio | throughput | …
    std::string statistic;   ///< p95, mean, rate, …
    std::string comparison;  ///< "<", "<=", ">", ">="
    std::optional<double> target;
    std::optional<double> critical;
    std::string critical_statistic;  ///< When the critical level is judged on another one (p99);
                                     ///< else empty.
    std::optional<double> critical_actual;
    std::string unit;  ///< ms | ratio | 1/s | count
    std::optional<double> actual;
    std::optional<Interval95> ci95;
    std::uint64_t samples = 0;  ///< Eligible operations, failures and abandoned included.
    std::uint64_t failed = 0;   ///< Of those, failed or abandoned.
    RowVerdict verdict = RowVerdict::no_data;
    std::string reason;
    std::string source;                    ///< Where the number is documented.
    std::string measured_at;               ///< Where on the way the number was taken.
    std::optional<double> ended_run_at_s;  ///< It failed then, into the measured window, and ended
                                           ///< the run: what is above is of that instant.
    bool decides = true;  ///< Takes part in the verdict; false when the row is about something
                          ///< that is no part of the scenario.
};

enum class Outcome : std::uint8_t { pass, fail, inconclusive, invalid };
struct Verdict {
    Outcome outcome = Outcome::inconclusive;
    ExitCode exit_code = ExitCode::inconclusive;
    std::string summary;  ///< One sentence.
};

/// A run with what it means; what every writer gets. Made by judge(), never changed afterwards.
struct Report {
    scenarios::RunResult run;
    Validity validity;
    std::vector<Judgement> judgements;
    Verdict verdict;
};

/// Validity first, then every threshold and every row of the scenario's profiles, then the verdict.
/// Errc::not_found for an unknown profile name.
[[nodiscard]] Result<Report> judge(scenarios::RunResult run,
                                   const std::vector<std::string>& profiles);

struct ProfileSummary {
    std::string name;
    std::string title;
    std::size_t rows = 0;
};
[[nodiscard]] std::vector<ProfileSummary> shipped_profiles();

}  // namespace sark::reports
