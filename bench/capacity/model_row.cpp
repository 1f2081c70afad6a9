#include "bench/capacity/model_row.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sark::capacity {

namespace {

double centre_of(const std::vector<double>& log_ratios) {
    return std::exp(reports::pseudo_median(log_ratios).value_or(0.0)) - 1.0;
}

}  // namespace

bool RowFinding::within() const noexcept {
    return std::abs(error) <= allowed_error;
}
bool RowFinding::file_within() const noexcept {
    return std::abs(file_error) <= allowed_error;
}

double middle_of(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

RowFinding finding_of(const ModelRow& row, const reports::SignedRankTable& table) {
    constexpr double alpha = 0.025;  // on either side
    std::vector<double> predicted;
    std::vector<double> measured;
    std::vector<double> ratios;
    std::vector<double> file_ratios;
    for (const ModelRow::Round& round : row.rounds) {
        predicted.push_back(round.predicted_ms);
        measured.push_back(round.measured_ms);
        ratios.push_back(std::log(round.predicted_ms / round.measured_ms));
        file_ratios.push_back(std::log(row.from_file.p95_ms / round.measured_ms));
    }
    RowFinding finding;
    finding.predicted_ms = middle_of(std::move(predicted));
    finding.measured_ms = middle_of(std::move(measured));
    finding.error = centre_of(ratios);
    finding.file_error = centre_of(file_ratios);
    if (const auto interval = reports::centre_interval(table, ratios, alpha))
        finding.error_interval =
            reports::CentreInterval{std::exp(interval->low) - 1.0, std::exp(interval->high) - 1.0};
    return finding;
}

}  // namespace sark::capacity
