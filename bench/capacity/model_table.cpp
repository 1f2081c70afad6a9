#include "bench/capacity/model_table.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/core.h>

namespace sark::capacity {

namespace {

using reports::planning::CapacityFigures;

/// "Of 12 rows 11 are within 15 %; the worst error is -16.2 %"
struct Summary {
    std::size_t rows = 0;
    std::size_t within = 0;
    double worst = 0.0;

    void add(double error, bool is_within) {
        ++rows;
        within += is_within ? 1U : 0U;
        if (std::abs(error) >= std::abs(worst))
            worst = error;
    }
    [[nodiscard]] std::string text() const {
        return fmt::format("Of {} rows {} are within {:.0f} %; the worst error is {:+.1f} %", rows,
                           within, 100.0 * allowed_error, 100.0 * worst);
    }
};

void print_row(const ModelRow& row, const RowFinding& finding) {
    std::string error = fmt::format("{:+.1f} %", 100.0 * finding.error);
    if (finding.error_interval)
        error += fmt::format(" [{:+.1f}, {:+.1f}]", 100.0 * finding.error_interval->low,
                             100.0 * finding.error_interval->high);
    fmt::print(
        "| {} | {:.0f} | {:.1f} % | {:.3f} | {:.3f} | {} | {} | {:.3f} [{:.3f}, {:.3f}] | "
        "{:+.1f} % |\n",
        row.processes, row.each_per_s, 100.0 * row.share, finding.predicted_ms, finding.measured_ms,
        error, finding.within() ? "within" : "NOT within", row.from_file.p95_ms,
        row.from_file.low_ms, row.from_file.high_ms, 100.0 * finding.file_error);
}

}  // namespace

void print_basis(const CapacityFigures& figures, const ModelRounds& rounds, double window_s,
                 unsigned disturbed) {
    fmt::print("One process ({}) holds {:.0f}/s. Its p95, in the file and in these rounds:",
               figures.source, figures.holds_per_s);
    std::string separator;
    for (const ModelRounds::Input& input : rounds.inputs()) {
        const auto in_file =
            std::ranges::find(figures.paced, input.per_s, &CapacityFigures::Paced::per_s);
        fmt::print("{} {:.0f}/s {:.3f} and {:.3f} ms", separator, input.per_s,
                   to_ms(in_file->answers.quantile(0.95).value_or(Nanos{0})),
                   middle_of(input.p95_ms));
        separator = ";";
    }
    fmt::print(
        ".\n\nPredicted: p95 by the plan's model from one process's windows in the same round. "
        "Measured: p95 of the row's own window. Of each the middle of {} rounds, windows of {:g} "
        "s. Error: predicted / measured - 1 of each round, their centre and its 95 % interval "
        "(Hodges-Lehmann, signed ranks). From the file: what a plan made of the capacity file says "
        "[by the fastest, by the slowest window there], and its error against the same windows. "
        "Measured again because other programs used CPU: {} windows.\n\n",
        rounds.rows().front().rounds.size(), window_s, disturbed);
}

bool print_table(const ModelRounds& rounds) {
    const reports::SignedRankTable table(rounds.rows().front().rounds.size());
    fmt::print(
        "| processes | req/s each | of one's capacity | predicted p95, ms | measured p95, ms | "
        "error | "
        "| from the file, ms | its error |\n|---:|---:|---:|---:|---:|---|---|---|---:|\n");
    Summary interleaved;
    Summary file;
    for (const ModelRow& row : rounds.rows()) {
        const RowFinding finding = finding_of(row, table);
        print_row(row, finding);
        interleaved.add(finding.error, finding.within());
        file.add(finding.file_error, finding.file_within());
    }
    const bool good = interleaved.within == interleaved.rows;
    fmt::print(
        "\nVerdict, by the windows of the same rounds: {}. {}.\n\nFrom the file alone, whose "
        "windows "
        "are older (not part of the verdict): {}.\n",
        good ? "the model is good enough" : "the model is NOT good enough", interleaved.text(),
        file.text());
    return good;
}

}  // namespace sark::capacity
