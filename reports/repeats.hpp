#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "reports/report.hpp"

namespace sark::reports {

/// One figure over several runs: an order statistic of the runs' values, never an average.
struct RepeatedFigure {
    std::string about;      ///< "row" | "operation"
    std::string name;       ///< A row's id, or "load/operation".
    std::string profile;    ///< Of a row.
    std::string statistic;  ///< "p95"
    std::string unit;
    std::vector<std::optional<double>> values;  ///< Run by run; absent where there is no number.
    std::vector<RowVerdict> verdicts;           ///< Of a row, run by run.

    /// Of the values there are: the smallest, the lower median, the largest.
    [[nodiscard]] std::optional<double> min() const;
    [[nodiscard]] std::optional<double> median() const;
    [[nodiscard]] std::optional<double> max() const;
    /// (max - min) / median; absent without a median above 0.
    [[nodiscard]] std::optional<double> spread() const;
};

/// Runs of the same scenario in the same environment, one after another. Keeps figures, not runs.
class RepeatSeries {
 public:
    struct Run {
        std::string directory;
        std::string id;
        std::uint64_t seed = 0;
        scenarios::RunStatus status = scenarios::RunStatus::completed;
        ValidityVerdict validity = ValidityVerdict::valid;
        Verdict verdict;
    };

    void add(const Report& report, const std::string& directory);

    [[nodiscard]] const std::string& scenario() const noexcept { return scenario_; }
    [[nodiscard]] const std::vector<Run>& runs() const noexcept { return runs_; }
    [[nodiscard]] const std::vector<RepeatedFigure>& figures() const noexcept { return figures_; }
    /// That of the run that ended worst (docs/measurement.md, "Repeats"); internal_error without
    /// runs.
    [[nodiscard]] ExitCode exit_code() const;

 private:
    RepeatedFigure& figure(std::string about, std::string name, std::string profile,
                           std::string statistic, std::string unit);

    std::string scenario_;
    std::vector<Run> runs_;
    std::vector<RepeatedFigure> figures_;
};

/// A table of at most 80 columns for people at a terminal.
void write_repeats_console(const RepeatSeries& series, std::ostream& out);
/// reports/repeats.schema.json
void write_repeats_json(const RepeatSeries& series, std::ostream& out);

/// That of two searches or runs of one command with which it ends.
[[nodiscard]] ExitCode worse_of(ExitCode one, ExitCode other) noexcept;

}  // namespace sark::reports
