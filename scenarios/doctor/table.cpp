#include "scenarios/doctor/table.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "scenarios/doctor/shown_query.hpp"

namespace sark::scenarios::doctor {

Table::Table(postgres::Rows rows) : rows_(std::move(rows)) {}

const postgres::Value* Table::value(std::size_t row, std::string_view column) const {
    const auto found = std::ranges::find(rows_.columns, column);
    if (row >= rows_.size() || found == rows_.columns.end())
        return nullptr;
    return &rows_.rows[row][static_cast<std::size_t>(found - rows_.columns.begin())];
}

std::string Table::text(std::size_t row, std::string_view column) const {
    const postgres::Value* found = value(row, column);
    return found == nullptr ? "" : found->value_or("");
}

std::optional<double> Table::number(std::size_t row, std::string_view column) const {
    const std::string written = text(row, column);
    char* end = nullptr;
    const double number = std::strtod(written.c_str(), &end);
    if (written.empty() || *end != '\0')
        return std::nullopt;
    return number;
}

double Table::sum(std::string_view column, const std::function<bool(std::size_t)>& wanted) const {
    double total = 0.0;
    for (std::size_t row = 0; row < size(); ++row)
        if (wanted(row))
            total += number(row, column).value_or(0.0);
    return total;
}

std::size_t Table::count(const std::function<bool(std::size_t)>& wanted) const {
    std::size_t found = 0;
    for (std::size_t row = 0; row < size(); ++row)
        if (wanted(row))
            ++found;
    return found;
}

Evidence Table::evidence(const std::function<bool(std::size_t)>& wanted) const {
    Evidence evidence;
    evidence.columns = rows_.columns;
    for (std::size_t row = 0; row < size(); ++row) {
        if (!wanted(row))
            continue;
        if (evidence.rows.size() == evidence_rows) {
            ++evidence.left_out;
            continue;
        }
        postgres::Values shown = rows_.rows[row];
        for (std::size_t i = 0; i < shown.size(); ++i)
            if (rows_.columns[i] == "query" && shown[i])
                shown[i] = shown_query(*shown[i]);
        evidence.rows.push_back(std::move(shown));
    }
    return evidence;
}

Evidence Table::evidence() const {
    return evidence([](std::size_t) { return true; });
}

}  // namespace sark::scenarios::doctor
